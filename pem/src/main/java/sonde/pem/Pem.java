package sonde.pem;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The textual form of certificates and keys (RFC 7468), as it was when it was read. What stands
 * between and beside the blocks that are looked for is passed over.
 */
public final class Pem {
  private static final int LARGEST = 1 << 20;
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----(.*?)-----END \\1-----", Pattern.DOTALL);
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  private final String name;
  private final String text;

  private Pem(String name, String text) {
    this.name = name;
    this.text = text;
  }

  /**
   * A text that comes from elsewhere than a file of its own.
   *
   * @param name what messages call it
   */
  public static Pem of(String name, String text) {
    return new Pem(name, text);
  }

  /**
   * A regular file of at most 1 MiB, which messages call by its path.
   *
   * @throws PemException if there is no such file or it cannot be read
   */
  public static Pem read(Path file) throws PemException {
    // To open a pipe would wait for whoever writes to it.
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw unreadable(
          file, Files.isDirectory(file) ? "it is a directory" : "it is not a regular file", null);
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(LARGEST + 1);
      if (content.length > LARGEST) {
        throw unreadable(file, "it is larger than 1 MiB", null);
      }
      return new Pem(file.toString(), new String(content, StandardCharsets.ISO_8859_1));
    } catch (NoSuchFileException e) {
      throw unreadable(file, "no such file", e);
    } catch (AccessDeniedException e) {
      throw unreadable(file, "permission denied", e);
    } catch (PemException e) {
      throw e;
    } catch (IOException e) {
      throw unreadable(file, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * All certificates in order, at least one.
   *
   * @throws PemException if there is none, or one is broken
   */
  public List<X509Certificate> certificates() throws PemException {
    var certificates = new ArrayList<X509Certificate>();
    for (Matcher block = BLOCK.matcher(text); block.find(); ) {
      if (block.group(1).equals("CERTIFICATE")) {
        certificates.add(certificate(decoded(block)));
      }
    }
    if (certificates.isEmpty()) {
      throw new PemException(name + " holds no certificate (-----BEGIN CERTIFICATE-----)");
    }
    return List.copyOf(certificates);
  }

  /**
   * The first private key: PKCS #8, or the older forms of RSA (PKCS #1) and EC (SEC 1). Whether it
   * is the certificate's is not checked.
   *
   * @param certificate whose public key tells the curve if an EC key leaves it out
   * @throws PemException if there is no key, or it is encrypted, damaged, or of a kind other than
   *     RSA, RSASSA-PSS, EC and EdDSA
   */
  public PrivateKey privateKey(X509Certificate certificate) throws PemException {
    for (Matcher block = BLOCK.matcher(text); block.find(); ) {
      switch (block.group(1)) {
        case "PRIVATE KEY" -> {
          return key(decoded(block));
        }
        case "RSA PRIVATE KEY" -> {
          return key(Pkcs8.fromPkcs1(decoded(block)));
        }
        case "EC PRIVATE KEY" -> {
          return key(Pkcs8.fromSec1(name, decoded(block), certificate.getPublicKey()));
        }
        case "ENCRYPTED PRIVATE KEY" -> throw encrypted();
        default -> {
          // Parameters and certificates may stand beside the key.
        }
      }
    }
    throw new PemException(name + " holds no private key (-----BEGIN PRIVATE KEY-----)");
  }

  private X509Certificate certificate(byte[] der) throws PemException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (GeneralSecurityException e) {
      throw new PemException(name + " holds a broken certificate", e);
    }
  }

  private PrivateKey key(byte[] pkcs8) throws PemException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException _) {
        // A key of another algorithm.
      } catch (GeneralSecurityException e) {
        throw new PemException("this Java runtime cannot read " + algorithm + " keys", e);
      }
    }
    throw new PemException(
        name + " is damaged, or its private key is neither RSA nor EC nor EdDSA");
  }

  private byte[] decoded(Matcher block) throws PemException {
    String body = block.group(2);
    // The header of a key encrypted in the old form of OpenSSL.
    if (body.contains(":")) {
      throw encrypted();
    }
    try {
      // Only the MIME decoder passes over line ends; it passes over all else too.
      return Base64.getMimeDecoder().decode(body);
    } catch (IllegalArgumentException e) {
      throw new PemException(name + " is damaged: its Base64 has a bad end", e);
    }
  }

  private PemException encrypted() {
    return new PemException(name + " is encrypted; decrypt it, e.g. with openssl pkey");
  }

  private static PemException unreadable(Path file, String reason, @Nullable Throwable cause) {
    return new PemException("cannot read " + file + ": " + reason, cause);
  }
}
