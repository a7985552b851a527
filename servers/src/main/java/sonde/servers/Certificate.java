package sonde.servers;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * An X.509 version 3 certificate before it is signed (RFC 5280, section 4.1), since Java has no
 * public way to make one.
 *
 * @param hosts the subject's alternative names: host names and IP addresses
 */
record Certificate(
    String name, KeyPair owner, List<String> hosts, boolean authority, Instant notAfter) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Duration LIFE = Duration.ofDays(60);

  private static final byte[] ECDSA_WITH_SHA256 = hex("300a06082a8648ce3d040302");
  private static final byte[] VERSION_3 = hex("a003020102");
  private static final byte[] COMMON_NAME = hex("0603550403");
  private static final byte[] BASIC_CONSTRAINTS = hex("0603551d13");
  private static final byte[] ALTERNATIVE_NAMES = hex("0603551d11");
  private static final byte[] TRUE = hex("0101ff");

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  /** What is signed. */
  byte[] body(String issuer) {
    return Der.sequence(
        VERSION_3,
        Der.element(0x02, positive()),
        ECDSA_WITH_SHA256,
        commonName(issuer),
        Der.sequence(time(notAfter.minus(LIFE)), time(notAfter)),
        commonName(name),
        owner.getPublic().getEncoded(),
        Der.element(0xa3, Der.sequence(extensions())));
  }

  byte[] signed(byte[] body, byte[] signature) {
    return Der.sequence(
        body, ECDSA_WITH_SHA256, Der.element(0x03, Der.concat(new byte[] {0}, signature)));
  }

  private static byte[] positive() {
    byte[] serial = new byte[8];
    ThreadLocalRandom.current().nextBytes(serial);
    serial[0] = (byte) (0x40 | (serial[0] & 0x3f));
    return serial;
  }

  private static byte[] commonName(String name) {
    byte[] value = Der.element(0x0c, name.getBytes(StandardCharsets.UTF_8));
    return Der.sequence(Der.element(0x31, Der.sequence(COMMON_NAME, value)));
  }

  private static byte[] time(Instant instant) {
    return Der.element(0x17, TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
  }

  private byte[] extensions() {
    byte[] basic = authority ? Der.sequence(TRUE) : Der.sequence();
    byte[] extensions = Der.sequence(BASIC_CONSTRAINTS, TRUE, Der.element(0x04, basic));
    if (hosts.isEmpty()) {
      return extensions;
    }
    byte[] names = new byte[0];
    for (String host : hosts) {
      names = Der.concat(names, alternative(host));
    }
    byte[] value = Der.element(0x04, Der.sequence(names));
    return Der.concat(extensions, Der.sequence(ALTERNATIVE_NAMES, value));
  }

  private static byte[] alternative(String host) {
    try {
      return Der.element(0x87, InetAddress.ofLiteral(host).getAddress());
    } catch (IllegalArgumentException _) {
      return Der.element(0x82, host.getBytes(StandardCharsets.US_ASCII));
    }
  }
}
