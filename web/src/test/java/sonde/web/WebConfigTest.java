package sonde.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.config.Problem;
import sonde.config.Report;

/** What a web configuration file may say, and how it is told what it may not. */
class WebConfigTest {
  private static final String PAIR =
      "tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n";

  @TempDir private Path directory;
  private TestCertificates ca;
  private KeyPair key;

  @BeforeEach
  void certificates() throws Exception {
    ca = TestCertificates.authority("test authority");
    key = TestCertificates.ecKey();
    TestCertificates.Leaf leaf = ca.issue(key, "server");
    write("server.crt", leaf.certificatePem());
    write("server.key", leaf.keyPem());
    write("ca.crt", ca.pem());
  }

  @Test
  void everyKeyOfTheToolkit() throws Exception {
    assertEquals(
        "",
        problems(
            """
            tls_server_config:
              cert_file: server.crt
              key_file: server.key
              cert: ""
              key: ""
              client_ca: ""
              client_auth_type: "RequireAndVerifyClientCert"
              client_ca_file: ca.crt
              client_allowed_sans: [prometheus.example]
              min_version: "TLS12"
              max_version: "TLS13"
              cipher_suites:
                - TLS_AES_128_GCM_SHA256
                - TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
              prefer_server_cipher_suites: true
              curve_preferences: [CurveP256, X25519]
            http_server_config:
              http2: true
              headers:
                Content-Security-Policy: default-src 'self'
                X-Frame-Options: sameorigin
                X-Content-Type-Options: nosniff
                X-XSS-Protection: 1; mode=block
                Strict-Transport-Security: max-age=31536000; includeSubDomains
            basic_auth_users:
              alice: $2y$10$mDwo.lAisC94iLAyP81MCesa29IzH37oigHC/42V2pdJlUprsJPze
              bob: $2b$10$hLqFl9jSjoAAy95Z/zw8Ye8wkdMBM8c5Bn1ptYqP/AXyV0.oy0S8m
            rate_limit:
              interval: "1s"
              burst: 20
            """));
  }

  @Test
  void aSectionWithoutContentIsNoTls() throws Exception {
    assertEquals("", problems("tls_server_config:\n  min_version: TLS13\n"));
    assertEquals("", problems("tls_server_config:\nhttp_server_config: {http2: false}\n"));
  }

  @Test
  void allProblemsAtOnceWithTheirLines() throws Exception {
    assertEquals(
        """
        2 tls_server_config.cert_file: cannot read DIR/none.crt: no such file
        4 tls_server_config.client_auth_type: is no client_auth_type; known are NoClientCert,\
         RequestClientCert, RequireAnyClientCert, VerifyClientCertIfGiven,\
         RequireAndVerifyClientCert
        5 tls_server_config.min_version: is no TLS version; known are [TLS10, TLS11, TLS12, TLS13]
        6 http_server_config.headers: the header "Server" cannot be set; allowed are\
         Content-Security-Policy, Strict-Transport-Security, X-Content-Type-Options,\
         X-Frame-Options, X-XSS-Protection
        7 basic_auth_users.alice: is not a bcrypt hash ($2y$10$ and 53\
         characters, as htpasswd -nB makes it)
        8 rate_limit.burst: must be at least 1, or every request is refused
        """,
        problems(
                """
                tls_server_config:
                  cert_file: none.crt
                  key_file: server.key
                  client_auth_type: Require
                  min_version: TLS9
                http_server_config: {headers: {Server: x}}
                basic_auth_users: {alice: plain}
                rate_limit: {interval: 1s}
                """)
            .replace(directory.toString(), "DIR"));
  }

  @Test
  void halfAPair() throws Exception {
    assertContains(
        "key_file: is required for TLS, or key", "tls_server_config: {cert_file: server.crt}\n");
    assertContains(
        "cert_file: is required for TLS, or cert", "tls_server_config: {key_file: server.key}\n");
    assertContains(
        "cert_file: is required for TLS",
        "tls_server_config: {client_auth_type: RequestClientCert}\n");
  }

  @Test
  void aKeyOfAnotherCertificate() throws Exception {
    write("server.key", ca.issue("other").keyPem());
    assertContains("is not that of the first certificate", PAIR);
    TestCertificates.Leaf rsa = ca.issue(TestCertificates.key("RSA", 2048), "other");
    write("server.key", rsa.keyPem());
    assertContains("not the EC key that the certificate needs", PAIR);
    write("server.key", rsa.oldKeyPem());
    assertContains("is not that of the first certificate", PAIR);
  }

  @Test
  void filesThatHoldSomethingElse() throws Exception {
    write(
        "server.key",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
    assertContains("server.key is encrypted; decrypt it", PAIR);
    write(
        "server.key",
        "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END EC PRIVATE KEY-----\n");
    assertContains("server.key is encrypted; decrypt it", PAIR);
    write("server.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assertContains("server.key is damaged", PAIR);
    write("server.key", ca.pem());
    assertContains("server.key holds no private key", PAIR);
    write("server.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    assertContains("server.crt holds a broken certificate", PAIR);
    write("server.crt", "");
    assertContains("server.crt holds no certificate", PAIR);
  }

  @Test
  void clientSettingsThatContradict() throws Exception {
    assertContains(
        "client_auth_type: is NoClientCert although a client CA is given",
        PAIR + "  client_ca_file: ca.crt\n");
    assertContains(
        "client_allowed_sans: needs client_auth_type",
        PAIR + "  client_allowed_sans: [a]\n  client_auth_type: VerifyClientCertIfGiven\n");
    assertContains(
        "client_ca_file: " + directory.resolve("server.key") + " holds no certificate",
        PAIR + "  client_ca_file: server.key\n  client_auth_type: RequireAndVerifyClientCert\n");
  }

  @Test
  void versionsAndNamesThatAreNone() throws Exception {
    assertContains(
        "min_version: is above max_version", PAIR + "  min_version: TLS13\n  max_version: TLS12\n");
    assertContains(
        "max_version: is below TLS12", PAIR + "  min_version: TLS10\n  max_version: TLS11\n");
    assertContains("\"TLS_NULL\" is not one of", PAIR + "  cipher_suites: [TLS_NULL]\n");
    assertContains("\"P256\" is not one of", PAIR + "  curve_preferences: [P256]\n");
  }

  @Test
  void headersThatBreakOut() throws Exception {
    assertContains(
        "may only have printable ASCII characters",
        "http_server_config: {headers: {Content-Security-Policy: \"a\\r\\nX: b\"}}\n");
    assertContains(
        "is deny or sameorigin", "http_server_config: {headers: {X-Frame-Options: DENY}}\n");
    assertContains(
        "is nosniff", "http_server_config: {headers: {X-Content-Type-Options: sniff}}\n");
  }

  @Test
  void whatTheServerCannotDoIsNoted() throws Exception {
    Path file =
        write("web.yml", PAIR + "  min_version: TLS10\nhttp_server_config: {http2: true}\n");
    assertEquals(
        List.of(
            "http2: this server speaks HTTP/1.1 only",
            "min_version: Java refuses TLS below 1.2, so TLS12 is the lowest"),
        WebConfigNotes.of(LiveConfig.reader().read(file, WebConfig.class)));
    write("web.yml", PAIR);
    assertEquals(List.of(), WebConfigNotes.of(LiveConfig.reader().read(file, WebConfig.class)));
  }

  @Test
  void secretsAreNotShown() throws Exception {
    String secret = "$2y$10$tooshort";
    String report =
        problems(
            "basic_auth_users: {alice: "
                + secret
                + "}\ntls_server_config: {key: topsecret, cert: a}\n");
    assertTrue(report.contains("alice"));
    assertFalse(report.contains("tooshort"), report);
    assertFalse(report.contains("topsecret"), report);
  }

  private void assertContains(String expected, String yaml) throws IOException {
    String report = problems(yaml);
    assertTrue(report.contains(expected), report);
  }

  /** Line, path and message of each problem. */
  private String problems(String yaml) throws IOException {
    var report = new Report();
    WebServer.check(write("web.yml", yaml), report);
    return report.problems().stream()
        .map(problem -> problem.line() + " " + line(problem) + "\n")
        .collect(Collectors.joining());
  }

  private static String line(Problem problem) {
    return problem.path() + ": " + problem.message();
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }
}
