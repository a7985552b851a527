package sonde.pem;

import java.io.ByteArrayOutputStream;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Wraps the older encodings of private keys into PKCS#8 (RFC 5958), the only one that Java reads: a
 * sequence of a version, the algorithm, and the key as an octet string.
 */
final class Pkcs8 {
  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;
  private static final int OBJECT_IDENTIFIER = 0x06;
  private static final int PARAMETERS = 0xa0;
  private static final byte[] VERSION = HexFormat.of().parseHex("020100");
  // rsaEncryption 1.2.840.113549.1.1.1 with its NULL parameters.
  private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
  // id-ecPublicKey 1.2.840.10045.2.1.
  private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

  private Pkcs8() {}

  static byte[] fromPkcs1(byte[] key) {
    return wrap(RSA, key);
  }

  /**
   * A SEC1 key (RFC 5915) may name its curve within; if it does not, the certificate's key has it.
   */
  static byte[] fromSec1(String name, byte[] key, PublicKey certified) throws PemException {
    try {
      int[] body = element(key, 0);
      for (int at = body[0]; at < body[1]; ) {
        int[] element = element(key, at);
        // Java knows curves by name only, not spelt out.
        if ((key[at] & 0xff) == PARAMETERS && key[element[0]] == OBJECT_IDENTIFIER) {
          byte[] curve = Arrays.copyOfRange(key, element[0], element[1]);
          return wrap(encode(SEQUENCE, EC, curve), key);
        }
        at = element[1];
      }
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new PemException(name + " is damaged: it holds a broken EC key", e);
    }
    if (certified instanceof ECPublicKey) {
      return wrap(algorithm(certified.getEncoded()), key);
    }
    throw new PemException(
        name
            + " holds an EC key that does not name its curve, and the certificate needs a key of the"
            + " kind "
            + certified.getAlgorithm());
  }

  /** The first element, whole, of a SubjectPublicKeyInfo: the algorithm with the curve. */
  private static byte[] algorithm(byte[] publicKeyInfo) {
    int begin = element(publicKeyInfo, 0)[0];
    return Arrays.copyOfRange(publicKeyInfo, begin, element(publicKeyInfo, begin)[1]);
  }

  private static byte[] wrap(byte[] algorithm, byte[] key) {
    return encode(SEQUENCE, VERSION, algorithm, encode(OCTET_STRING, key));
  }

  /** Begin and end of the content of the DER element at an offset. */
  private static int[] element(byte[] der, int at) {
    int length = der[at + 1] & 0xff;
    int begin = at + 2;
    if (length >= 0x80) {
      int bytes = length - 0x80;
      if (bytes > 3) {
        throw new IllegalArgumentException("too long");
      }
      length = 0;
      for (int i = 0; i < bytes; i++) {
        length = length << 8 | (der[begin++] & 0xff);
      }
    }
    if (begin + length > der.length) {
      throw new IllegalArgumentException("cut off");
    }
    return new int[] {begin, begin + length};
  }

  private static byte[] encode(int tag, byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 5);
    out.write(tag);
    if (length >= 0x80) {
      int bytes = (39 - Integer.numberOfLeadingZeros(length)) / 8;
      out.write(0x80 + bytes);
      for (int i = bytes - 1; i >= 0; i--) {
        out.write(length >> (8 * i));
      }
    } else {
      out.write(length);
    }
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
