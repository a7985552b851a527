package sonde.servers;

import java.io.ByteArrayOutputStream;

/** ASN.1's distinguished encoding, as far as a certificate needs it. */
final class Der {
  private Der() {}

  static byte[] sequence(byte[]... parts) {
    return element(0x30, concat(parts));
  }

  static byte[] element(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    // The shortest form is the only valid one; two bytes of length do for all that is made here.
    if (content.length < 0x80) {
      out.write(content.length);
    } else if (content.length < 0x100) {
      out.write(0x81);
      out.write(content.length);
    } else {
      out.write(0x82);
      out.write(content.length >> 8);
      out.write(content.length);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
