package sonde.web;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes a private key out of PEM: PKCS #8 as it is, and the older forms of RSA (PKCS #1, RFC 8017
 * A.1.2) and EC (SEC 1, RFC 5915) wrapped into PKCS #8, which is all that Java reads.
 */
final class PrivateKeys {
  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;
  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

  /** 1.2.840.113549.1.1.1, rsaEncryption, and its NULL parameters. */
  private static final byte[] RSA_ALGORITHM = {
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  private PrivateKeys() {}

  /**
   * The first private key.
   *
   * @param name of the file or key, for messages
   * @param certificate the server's: its public key tells the kind of a PKCS #8 key and the curve
   *     of an EC key
   */
  static PrivateKey parse(String name, String pem, X509Certificate certificate)
      throws GeneralSecurityException {
    String algorithm = certificate.getPublicKey().getAlgorithm();
    for (Pem.Block block : Pem.blocks(name, pem)) {
      switch (block.label()) {
        case "PRIVATE KEY" -> {
          return generate(name, algorithm, block.der());
        }
        case "RSA PRIVATE KEY" -> {
          return generate(name, "RSA", wrap(RSA_ALGORITHM, block.der()));
        }
        case "EC PRIVATE KEY" -> {
          if (!algorithm.equals("EC")) {
            throw unfit(name, algorithm, null);
          }
          return generate(name, "EC", wrap(algorithmOf(certificate), block.der()));
        }
        case "ENCRYPTED PRIVATE KEY" ->
            throw new GeneralSecurityException(
                name + " is encrypted; decrypt it, e.g. with openssl pkey");
        default -> {
          // Parameters and certificates may stand beside the key.
        }
      }
    }
    throw new GeneralSecurityException(
        name + " holds no private key (-----BEGIN PRIVATE KEY-----)");
  }

  private static PrivateKey generate(String name, String algorithm, byte[] pkcs8)
      throws GeneralSecurityException {
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException e) {
      throw unfit(name, algorithm, e);
    }
  }

  private static GeneralSecurityException unfit(
      String name, String algorithm, @Nullable Exception cause) {
    return new GeneralSecurityException(
        name + " is damaged, or not the " + algorithm + " key that the certificate needs", cause);
  }

  private static byte[] wrap(byte[] algorithm, byte[] key) {
    return tagged(SEQUENCE, VERSION_0, algorithm, tagged(OCTET_STRING, key));
  }

  /**
   * The AlgorithmIdentifier, with the curve, is the first element of the certificate's
   * SubjectPublicKeyInfo; SEC 1 keys may leave the curve out.
   */
  private static byte[] algorithmOf(X509Certificate certificate) {
    byte[] info = certificate.getPublicKey().getEncoded();
    int start = 1 + lengthBytes(info, 1);
    int end = start + 1 + lengthBytes(info, start + 1) + length(info, start + 1);
    return Arrays.copyOfRange(info, start, end);
  }

  private static int lengthBytes(byte[] der, int at) {
    int first = der[at] & 0xff;
    return first < 0x80 ? 1 : 1 + (first & 0x7f);
  }

  private static int length(byte[] der, int at) {
    int first = der[at] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = 1; i <= (first & 0x7f); i++) {
      length = (length << 8) | (der[at + i] & 0xff);
    }
    return length;
  }

  private static byte[] tagged(int tag, byte[]... contents) {
    var content = new ByteArrayOutputStream();
    for (byte[] part : contents) {
      content.writeBytes(part);
    }
    int length = content.size();
    var out = new ByteArrayOutputStream();
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else {
      int bytes = length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
      out.write(0x80 | bytes);
      for (int i = bytes - 1; i >= 0; i--) {
        out.write(length >> (8 * i));
      }
    }
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }
}
