package sonde.web;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import sonde.pem.Pem;

/**
 * Makes certificates for tests: an authority, and what it signs. DER by hand, as Java has no API.
 */
final class TestCertificates {
  private static final byte[] SHA256_WITH_ECDSA = hex("300a06082a8648ce3d040302");
  private static final DateTimeFormatter UTC_TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private static long serial = System.nanoTime();

  private final String name;
  private final KeyPair authority;
  private final byte[] certificate;

  private TestCertificates(String name) throws GeneralSecurityException {
    this.name = name;
    this.authority = ecKey();
    this.certificate = sign(name, authority, List.of(), true);
  }

  /** An authority with a key of its own. */
  static TestCertificates authority(String name) throws GeneralSecurityException {
    return new TestCertificates(name);
  }

  /** A certificate with its key. */
  static final class Leaf {
    private final byte[] der;
    private final KeyPair key;

    private Leaf(byte[] der, KeyPair key) {
      this.der = der;
      this.key = key;
    }

    String certificatePem() {
      return pem("CERTIFICATE", der);
    }

    PrivateKey key() {
      return key.getPrivate();
    }

    String keyPem() {
      return pem("PRIVATE KEY", key.getPrivate().getEncoded());
    }

    /** The key in the form that its algorithm had before PKCS #8. */
    String oldKeyPem() {
      return pem(key.getPrivate().getAlgorithm() + " PRIVATE KEY", inner(key.getPrivate()));
    }
  }

  static KeyPair ecKey() throws GeneralSecurityException {
    return key("EC", 256);
  }

  static KeyPair key(String algorithm, int size) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    if (size > 0) {
      generator.initialize(size);
    }
    return generator.generateKeyPair();
  }

  String pem() {
    return pem("CERTIFICATE", certificate);
  }

  /** A certificate for these names: {@code DNS:…}, {@code IP:…}, {@code URI:…}, {@code email:…}. */
  Leaf issue(String commonName, String... names) throws GeneralSecurityException {
    return issue(ecKey(), commonName, names);
  }

  Leaf issue(KeyPair key, String commonName, String... names) throws GeneralSecurityException {
    return new Leaf(sign(commonName, key, List.of(names), false), key);
  }

  /**
   * A client's side of TLS that trusts this authority and shows the certificate, if there is one.
   */
  SSLContext client(@Nullable Leaf own) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", Pem.of("ca", pem()).certificates().getFirst());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    KeyManager @Nullable [] keys = null;
    if (own != null) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      var chain = Pem.of("own", own.certificatePem()).certificates();
      store.setKeyEntry("own", own.key(), new char[0], chain.toArray(Certificate[]::new));
      KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
      factory.init(store, new char[0]);
      keys = factory.getKeyManagers();
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trust.getTrustManagers(), null);
    return context;
  }

  private byte[] sign(String subject, KeyPair key, List<String> names, boolean isAuthority)
      throws GeneralSecurityException {
    Instant now = Instant.now();
    byte[] validity = tlv(0x30, time(now.minusSeconds(3600)), time(now.plusSeconds(86_400)));
    byte[] body =
        tlv(
            0x30,
            tlv(0xa0, tlv(0x02, new byte[] {2})),
            tlv(0x02, BigInteger.valueOf(++serial).toByteArray()),
            SHA256_WITH_ECDSA,
            distinguished(name),
            validity,
            distinguished(subject),
            key.getPublic().getEncoded(),
            tlv(0xa3, tlv(0x30, extensions(names, isAuthority))));
    Signature signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(authority.getPrivate());
    signer.update(body);
    byte[] signature = signer.sign();
    return tlv(0x30, body, SHA256_WITH_ECDSA, tlv(0x03, new byte[] {0}, signature));
  }

  private static byte[] extensions(List<String> names, boolean isAuthority) {
    byte[] basic =
        tlv(
            0x30,
            hex("0603551d13"),
            hex("0101ff"),
            tlv(0x04, isAuthority ? hex("30030101ff") : hex("3000")));
    if (names.isEmpty()) {
      return basic;
    }
    byte[] all =
        names.stream().map(TestCertificates::name).reduce(new byte[0], TestCertificates::join);
    return join(basic, tlv(0x30, hex("0603551d11"), tlv(0x04, tlv(0x30, all))));
  }

  private static byte[] name(String name) {
    String value = name.substring(name.indexOf(':') + 1);
    byte[] ascii = value.getBytes(StandardCharsets.US_ASCII);
    return switch (name.substring(0, name.indexOf(':'))) {
      case "email" -> tlv(0x81, ascii);
      case "DNS" -> tlv(0x82, ascii);
      case "URI" -> tlv(0x86, ascii);
      case "IP" -> tlv(0x87, InetAddress.ofLiteral(value).getAddress());
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static byte[] distinguished(String commonName) {
    byte[] value = tlv(0x0c, commonName.getBytes(StandardCharsets.UTF_8));
    return tlv(0x30, tlv(0x31, tlv(0x30, hex("0603550403"), value)));
  }

  private static byte[] time(Instant instant) {
    return tlv(0x17, UTC_TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
  }

  /** What a PKCS #8 key wraps: its last element, an octet string. */
  private static byte[] inner(PrivateKey key) {
    byte[] pkcs8 = key.getEncoded();
    for (int i = 0; i < pkcs8.length - 4; i++) {
      boolean shortForm = pkcs8[i] == 0x04 && (pkcs8[i + 1] & 0xff) == pkcs8.length - i - 2;
      boolean longForm =
          pkcs8[i] == 0x04
              && (pkcs8[i + 1] & 0xff) == 0x82
              && (((pkcs8[i + 2] & 0xff) << 8) | (pkcs8[i + 3] & 0xff)) == pkcs8.length - i - 4;
      if (shortForm || longForm) {
        return Arrays.copyOfRange(pkcs8, shortForm ? i + 2 : i + 4, pkcs8.length);
      }
    }
    throw new IllegalStateException("not a PKCS #8 key");
  }

  static String pem(String label, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }

  private static byte[] tlv(int tag, byte[]... parts) {
    byte[] content = Arrays.stream(parts).reduce(new byte[0], TestCertificates::join);
    var out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else if (content.length < 0x100) {
      out.writeBytes(new byte[] {(byte) 0x81, (byte) content.length});
    } else {
      out.writeBytes(new byte[] {(byte) 0x82, (byte) (content.length >> 8), (byte) content.length});
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
