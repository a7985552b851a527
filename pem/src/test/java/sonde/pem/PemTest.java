package sonde.pem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import sonde.servers.CertificateAuthority;

class PemTest {
  @TempDir private Path directory;
  private CertificateAuthority authority;
  private KeyPair ec;
  private X509Certificate withEc;

  @BeforeEach
  void certificate() throws Exception {
    authority = CertificateAuthority.create(directory, "authority");
    ec = keys("EC", 256);
    withEc = certificateOf(ec);
  }

  @Test
  void certificatesInTheirOrder() throws Exception {
    Path own = authority.issue("own").certificate();
    String both = Files.readString(own) + "between\n" + Files.readString(authority.file());
    List<X509Certificate> chain = Pem.of("chain", both).certificates();
    assertEquals(
        List.of("CN=own", "CN=authority"),
        chain.stream().map(one -> one.getSubjectX500Principal().getName()).toList());
    assertEquals(chain, Pem.read(Files.writeString(own, both)).certificates());
  }

  @Test
  void keysOfAllKinds() throws Exception {
    for (KeyPair pair :
        List.of(ec, keys("RSA", 1024), keys("RSASSA-PSS", 1024), keys("Ed25519", 255))) {
      assertReads(pair, "PRIVATE KEY", pair.getPrivate().getEncoded());
    }
  }

  @Test
  void olderEncodings() throws Exception {
    KeyPair rsa = keys("RSA", 1024);
    assertReads(rsa, "RSA PRIVATE KEY", Keys.pkcs1(rsa));
    assertReads(ec, "EC PRIVATE KEY", Keys.sec1(ec));
  }

  @Test
  void theCurveOfAnEcKey() throws Exception {
    String foreign = Keys.pem("EC PRIVATE KEY", Keys.sec1(ec));
    X509Certificate withRsa = certificateOf(keys("RSA", 1024));
    assertSame(ec.getPrivate(), Pem.of("key", foreign).privateKey(withRsa));
    String unnamed = Keys.pem("EC PRIVATE KEY", Keys.sec1(ec, ""));
    assertSame(ec.getPrivate(), Pem.of("key", unnamed).privateKey(withEc));
    String spelt = Keys.pem("EC PRIVATE KEY", Keys.sec1(ec, "a0053003020101"));
    assertSame(ec.getPrivate(), Pem.of("key", spelt).privateKey(withEc));
    assertEquals(
        "key holds an EC key that does not name its curve, and the certificate needs a key of the"
            + " kind RSA",
        assertThrows(PemException.class, () -> Pem.of("key", unnamed).privateKey(withRsa))
            .getMessage());
  }

  @Test
  void whatIsNotLookedForIsPassedOver() throws Exception {
    String encrypted = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n";
    String certificate = Keys.pem("CERTIFICATE", withEc.getEncoded());
    assertEquals(
        List.of(withEc),
        Pem.of("both", encrypted + "-----END RSA PRIVATE KEY-----\n" + certificate).certificates());
    String parameters = Keys.pem("EC PARAMETERS", new byte[] {6, 0});
    String key = Keys.pem("PRIVATE KEY", ec.getPrivate().getEncoded());
    assertEquals(ec.getPrivate(), Pem.of("all", certificate + parameters + key).privateKey(withEc));
  }

  @Test
  void certificatesThatAreNone() {
    String none = "file holds no certificate (-----BEGIN CERTIFICATE-----)";
    assertEquals(none, noCertificate(""));
    assertEquals(none, noCertificate(Keys.pem("PRIVATE KEY", ec.getPrivate().getEncoded())));
    assertEquals("file holds a broken certificate", noCertificate(block("CERTIFICATE", "AAAA")));
    assertEquals(
        "file is damaged: its Base64 has a bad end", noCertificate(block("CERTIFICATE", "AAAAA")));
  }

  @Test
  void keysThatAreNone() throws Exception {
    assertEquals(
        "file holds no private key (-----BEGIN PRIVATE KEY-----)",
        noKey(Keys.pem("CERTIFICATE", withEc.getEncoded())));
    String encrypted = "file is encrypted; decrypt it, e.g. with openssl pkey";
    assertEquals(encrypted, noKey(block("ENCRYPTED PRIVATE KEY", "AAAA")));
    String header = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n";
    assertEquals(encrypted, noKey(block("EC PRIVATE KEY", header + "AAAA")));
    String damaged = "file is damaged, or its private key is neither RSA nor EC nor EdDSA";
    assertEquals(damaged, noKey(block("PRIVATE KEY", "AAAA")));
    assertEquals(damaged, noKey(block("RSA PRIVATE KEY", "AAAA")));
    assertEquals(
        damaged, noKey(Keys.pem("PRIVATE KEY", keys("DSA", 1024).getPrivate().getEncoded())));
    String broken = "file is damaged: it holds a broken EC key";
    assertEquals(broken, noKey(block("EC PRIVATE KEY", "")));
    assertEquals(broken, noKey(block("EC PRIVATE KEY", "MIT/////")));
    assertEquals(broken, noKey(block("EC PRIVATE KEY", "MAn/")));
  }

  @Test
  void nothingOfAKeyIsShown() {
    byte[] der = Keys.sec1(ec);
    String base64 = Base64.getEncoder().encodeToString(der);
    // Cut off, so that what is left is a key no more.
    String text = block("EC PRIVATE KEY", base64.substring(0, 40));
    Pem pem = Pem.of("file", text);
    PemException e = assertThrows(PemException.class, () -> pem.privateKey(withEc));
    var trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace));
    assertFalse(trace.toString().contains(base64.substring(12, 20)), trace.toString());
  }

  @Test
  void filesThatCannotBeRead() throws Exception {
    Path missing = directory.resolve("none");
    assertEquals("cannot read " + missing + ": no such file", unreadable(missing));
    assertEquals("cannot read " + directory + ": it is a directory", unreadable(directory));
    assertEquals(
        "cannot read /dev/null: it is not a regular file", unreadable(Path.of("/dev/null")));
    Path large = Files.write(directory.resolve("large"), new byte[(1 << 20) + 1]);
    assertEquals("cannot read " + large + ": it is larger than 1 MiB", unreadable(large));
  }

  private void assertReads(KeyPair pair, String label, byte[] der)
      throws IOException, GeneralSecurityException {
    assertSame(
        pair.getPrivate(), Pem.of("key", Keys.pem(label, der)).privateKey(certificateOf(pair)));
  }

  /** Java's EC keys are equal only if their encodings are, and those may hold the curve twice. */
  private static void assertSame(PrivateKey expected, PrivateKey actual) {
    if (expected instanceof ECPrivateKey ec && actual instanceof ECPrivateKey read) {
      assertEquals(ec.getS(), read.getS());
      assertEquals(ec.getParams(), read.getParams());
    } else {
      assertEquals(expected, actual);
    }
  }

  private X509Certificate certificateOf(KeyPair pair) throws IOException {
    Instant notAfter = Instant.now().plus(Duration.ofDays(1));
    return Pem.read(authority.issue("issued", pair, notAfter).certificate())
        .certificates()
        .getFirst();
  }

  private static KeyPair keys(String algorithm, int size) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(size);
    return generator.generateKeyPair();
  }

  private static String block(String label, String body) {
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }

  private static String noCertificate(String text) {
    return message(() -> Pem.of("file", text).certificates());
  }

  private String noKey(String text) {
    return message(() -> Pem.of("file", text).privateKey(withEc));
  }

  private static String unreadable(Path file) {
    return message(() -> Pem.read(file));
  }

  private static String message(Executable attempt) {
    return String.valueOf(assertThrows(PemException.class, attempt).getMessage());
  }
}
