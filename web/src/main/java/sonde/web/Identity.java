package sonde.web;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** The server's one certificate with its chain and key. */
final class Identity extends X509ExtendedKeyManager {
  private static final String ALIAS = "server";

  private final List<X509Certificate> chain;
  private final PrivateKey key;

  private Identity(List<X509Certificate> chain, PrivateKey key) {
    this.chain = chain;
    this.key = key;
  }

  /** Checks that the key is the certificate's. */
  static Identity of(List<X509Certificate> chain, PrivateKey key, String certName, String keyName)
      throws GeneralSecurityException {
    String needed = chain.getFirst().getPublicKey().getAlgorithm();
    String foreign =
        "the key in " + keyName + " is not that of the first certificate in " + certName;
    if (!key.getAlgorithm().equals(needed)) {
      throw new GeneralSecurityException(
          foreign
              + ": it is of the kind "
              + key.getAlgorithm()
              + ", not the "
              + needed
              + " key that the certificate needs");
    }
    if (!belongTogether(chain.getFirst().getPublicKey(), key)) {
      throw new GeneralSecurityException(foreign);
    }
    return new Identity(chain, key);
  }

  private static boolean belongTogether(PublicKey publicKey, PrivateKey privateKey)
      throws GeneralSecurityException {
    String algorithm =
        switch (privateKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "EdDSA", "Ed25519", "Ed448" -> "EdDSA";
          default ->
              throw new GeneralSecurityException(
                  "keys of the kind " + privateKey.getAlgorithm() + " are not supported");
        };
    byte[] sample = {1, 2, 3};
    try {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(privateKey);
      signer.update(sample);
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(publicKey);
      verifier.update(sample);
      return verifier.verify(signer.sign());
    } catch (SignatureException | InvalidKeyException e) {
      return false;
    }
  }

  /** The curve of the certificate's key by Java's name; null if it has none of those of NIST. */
  @Nullable String curve() {
    if (!(chain.getFirst().getPublicKey() instanceof ECPublicKey ec)) {
      return null;
    }
    return switch (ec.getParams().getCurve().getField().getFieldSize()) {
      case 256 -> "secp256r1";
      case 384 -> "secp384r1";
      case 521 -> "secp521r1";
      default -> null;
    };
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    // "EC_EC" and "EC_RSA" name the certificate's own key first, then its issuer's.
    String algorithm = key.getAlgorithm();
    return keyType.equals(algorithm) || keyType.startsWith(algorithm + "_") ? ALIAS : null;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return alias.equals(ALIAS) ? chain.toArray(X509Certificate[]::new) : null;
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return alias.equals(ALIAS) ? key : null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }
}
