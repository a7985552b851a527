package sonde.pem;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Base64;
import java.util.HexFormat;

/** Private keys in the encodings that OpenSSL wrote before PKCS#8. */
final class Keys {
  private Keys() {}

  static String pem(String label, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }

  /** RSAPrivateKey of RFC 8017, appendix A.1.2. */
  static byte[] pkcs1(KeyPair keys) {
    RSAPrivateCrtKey key = (RSAPrivateCrtKey) keys.getPrivate();
    String body = "020100";
    for (BigInteger number :
        new BigInteger[] {
          key.getModulus(),
          key.getPublicExponent(),
          key.getPrivateExponent(),
          key.getPrimeP(),
          key.getPrimeQ(),
          key.getPrimeExponentP(),
          key.getPrimeExponentQ(),
          key.getCrtCoefficient()
        }) {
      body += element("02", HexFormat.of().formatHex(number.toByteArray()));
    }
    return HexFormat.of().parseHex(element("30", body));
  }

  /** ECPrivateKey of RFC 5915 for a key on the curve P-256, which it names. */
  static byte[] sec1(KeyPair keys) {
    return sec1(keys, element("a0", "06082a8648ce3d030107"));
  }

  /**
   * ECPrivateKey of RFC 5915 for a key on the curve P-256.
   *
   * @param parameters the element that tells the curve in hexadecimal digits, or nothing
   */
  static byte[] sec1(KeyPair keys, String parameters) {
    byte[] scalar = ((ECPrivateKey) keys.getPrivate()).getS().toByteArray();
    String hex = HexFormat.of().formatHex(scalar);
    hex = "0".repeat(Math.max(0, 64 - hex.length())) + hex;
    String key = element("04", hex.substring(hex.length() - 64));
    return HexFormat.of().parseHex(element("30", "020101" + key + parameters));
  }

  private static String element(String tag, String hex) {
    int length = hex.length() / 2;
    String size =
        length < 0x80
            ? String.format("%02x", length)
            : length < 0x100 ? String.format("81%02x", length) : String.format("82%04x", length);
    return tag + size + hex;
  }
}
