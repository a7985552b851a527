package sonde.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sonde.web.TestCertificates.Leaf;

/** TLS with real handshakes; certificates are made here. */
@Timeout(60)
class TlsTest {
  private static final String LOOPBACK = "IP:127.0.0.1";
  private static final String SETTINGS =
      "tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n";

  @TempDir private Path directory;
  private TestCertificates ca;
  private @Nullable WebServer server;

  @BeforeEach
  void certificates() throws Exception {
    ca = TestCertificates.authority("test authority");
    Leaf leaf = ca.issue("server", LOOPBACK);
    write("server.crt", leaf.certificatePem());
    write("server.key", leaf.keyPem());
    write("ca.crt", ca.pem());
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void keysOfAllKindsAndForms() throws Exception {
    KeyPair rsa = TestCertificates.key("RSA", 2048);
    KeyPair ec = TestCertificates.key("EC", 384);
    Leaf withRsa = ca.issue(rsa, "server", LOOPBACK);
    Leaf withEc = ca.issue(ec, "server", LOOPBACK);
    Leaf withEd25519 = ca.issue(TestCertificates.key("Ed25519", 0), "server", LOOPBACK);
    assertServedWith(withRsa, withRsa.keyPem());
    assertServedWith(withRsa, withRsa.oldKeyPem());
    assertServedWith(withEc, withEc.keyPem());
    // As openssl ecparam -genkey writes it.
    assertServedWith(
        withEc, TestCertificates.pem("EC PARAMETERS", new byte[] {6, 0}) + withEc.oldKeyPem());
    assertServedWith(withEd25519, withEd25519.keyPem());
  }

  @Test
  void certificateAndKeyInTheFileItself() throws Exception {
    Leaf leaf = ca.issue("server", LOOPBACK);
    start(
        "tls_server_config:\n  cert: |\n"
            + indent(leaf.certificatePem())
            + "  key: |\n"
            + indent(leaf.keyPem())
            + "  cert_file: ''\n");
    assertEquals(200, get(ca.client(null)));
  }

  @Test
  void aNewCertificateIsTakenByNewConnections() throws Exception {
    start(SETTINGS);
    assertEquals(200, get(ca.client(null)));
    TestCertificates other = TestCertificates.authority("another authority");
    Leaf leaf = other.issue("server", LOOPBACK);
    // Between the two writes the pair does not fit: the old one serves.
    write("server.crt", leaf.certificatePem());
    assertEquals(200, get(ca.client(null)));
    write("server.key", leaf.keyPem());
    assertEquals(200, get(other.client(null)));
    assertThrows(IOException.class, () -> get(ca.client(null)));
  }

  @Test
  void verifiedClientsOnly() throws Exception {
    start(SETTINGS + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n");
    assertEquals(200, get(ca.client(ca.issue("prometheus"))));
    assertThrows(IOException.class, () -> get(ca.client(null)));
    assertThrows(IOException.class, () -> get(ca.client(stranger())));
  }

  @Test
  void clientsByName() throws Exception {
    start(
        SETTINGS
            + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n"
            + "  client_allowed_sans: [prom.example, '::1', 'spiffe://a/b', a@example]\n");
    for (String name :
        List.of("DNS:prom.example", "IP:::1", "URI:spiffe://a/b", "email:a@example")) {
      assertEquals(200, get(ca.client(ca.issue("client", "DNS:other.example", name))), name);
    }
    assertThrows(IOException.class, () -> get(ca.client(ca.issue("prom.example"))));
    assertThrows(IOException.class, () -> get(ca.client(ca.issue("client", "DNS:x.prom.example"))));
    assertThrows(IOException.class, () -> get(ca.client(ca.issue("client", "URI:prom.example.x"))));
  }

  @Test
  void clientsThatMayShowACertificate() throws Exception {
    start(SETTINGS + "  client_auth_type: VerifyClientCertIfGiven\n  client_ca_file: ca.crt\n");
    assertEquals(200, get(ca.client(null)));
    assertEquals(200, get(ca.client(ca.issue("client"))));
  }

  @Test
  void clientsWithAnyCertificate() throws Exception {
    start(SETTINGS + "  client_auth_type: RequireAnyClientCert\n");
    assertEquals(200, get(ca.client(stranger())));
    assertThrows(IOException.class, () -> get(ca.client(null)));
    restart(SETTINGS + "  client_auth_type: RequestClientCert\n");
    assertEquals(200, get(ca.client(stranger())));
    assertEquals(200, get(ca.client(null)));
  }

  @Test
  void newSettingsHoldForNewConnections() throws Exception {
    start(SETTINGS);
    assertEquals(200, get(ca.client(null)));
    write(
        "web.yml",
        SETTINGS + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n");
    assertThrows(IOException.class, () -> get(ca.client(null)));
    assertEquals(200, get(ca.client(ca.issue("client"))));
  }

  @Test
  void tlsIsNotTurnedOffByAnEdit() throws Exception {
    start(SETTINGS);
    assertEquals(200, get(ca.client(null)));
    write("web.yml", "basic_auth_users: {}\n");
    assertEquals(500, get(ca.client(null)));
    write("web.yml", SETTINGS);
    assertEquals(200, get(ca.client(null)));
  }

  @Test
  void versionsAndCiphers() throws Exception {
    start(
        SETTINGS
            + "  min_version: TLS12\n  max_version: TLS12\n"
            + "  cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384]\n"
            + "  curve_preferences: [CurveP384]\n");
    try (SSLSocket socket = handshake("TLSv1.2", "TLSv1.3")) {
      assertEquals("TLSv1.2", socket.getSession().getProtocol());
      assertEquals("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", socket.getSession().getCipherSuite());
    }
    restart(SETTINGS + "  min_version: TLS13\n");
    try (SSLSocket socket = handshake("TLSv1.2", "TLSv1.3")) {
      assertEquals("TLSv1.3", socket.getSession().getProtocol());
    }
    assertThrows(IOException.class, () -> handshake("TLSv1.2").close());
  }

  @Test
  void aRefusedClientLearnsWhy() throws Exception {
    start(SETTINGS + "  min_version: TLS13\n");
    var e = assertThrows(IOException.class, () -> handshake("TLSv1.2").close());
    assertTrue(String.valueOf(e.getMessage()).contains("protocol_version"), e.toString());
  }

  /**
   * Were a farewell written to it, the server's one dispatching thread would wait for this client.
   */
  @Test
  void aClientThatDoesNotReadStopsNobody() throws Exception {
    start(SETTINGS);
    SSLContext context = ca.client(null);
    var stuck = new ArrayList<RawClient>();
    for (int kib = 16; kib <= 8192; kib *= 2) {
      var client = new RawClient(context.getSocketFactory().createSocket(), port(), 4096);
      stuck.add(client);
      client.send("GET /size?kib=" + kib + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertEquals("HTTP/1.1 200 OK", client.readLine());
      assertEquals(200, get(context));
    }
    for (RawClient client : stuck) {
      client.close();
    }
    assertEquals(200, get(context));
  }

  @Test
  void plainHttpToATlsPortIsNoHarm() throws Exception {
    start(SETTINGS);
    try (var client = new RawClient(port())) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      client.drain();
    }
    assertEquals(200, get(ca.client(null)));
  }

  private Leaf stranger() throws Exception {
    return TestCertificates.authority("test authority").issue("stranger");
  }

  private void assertServedWith(Leaf leaf, String keyPem) throws Exception {
    write("server.crt", leaf.certificatePem());
    write("server.key", keyPem);
    restart(SETTINGS);
    assertEquals(200, get(ca.client(null)));
  }

  private void restart(String settings) throws Exception {
    stop();
    start(settings);
  }

  private void start(String settings) throws Exception {
    Path file = write("web.yml", settings);
    Routes routes =
        Routes.builder()
            .get("/", _ -> Response.text(200, "served"))
            .get("/size", TlsTest::ofSize)
            .build();
    var listener = new WebServer.Listener(ListenAddress.parse("127.0.0.1:0"), routes);
    server = WebServer.start(new WebServer.Options(List.of(listener), file, Limits.DEFAULT));
  }

  private static Response ofSize(Request request) {
    int kib = Integer.parseInt(String.valueOf(request.parameter("kib")));
    return Response.of(200, "text/plain", new byte[kib << 10]);
  }

  private int port() {
    return Objects.requireNonNull(server).addresses().getFirst().port();
  }

  private int get(SSLContext context) throws Exception {
    HttpClient client = HttpClient.newBuilder().sslContext(context).build();
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port() + "/"))
              .timeout(Duration.ofSeconds(20))
              .build();
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      return response.statusCode();
    } finally {
      client.shutdownNow();
    }
  }

  private SSLSocket handshake(String... protocols) throws Exception {
    var socket = (SSLSocket) ca.client(null).getSocketFactory().createSocket("127.0.0.1", port());
    socket.setSoTimeout(20_000);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(protocols);
    socket.setSSLParameters(parameters);
    try {
      socket.startHandshake();
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Puts the file in its place at once, as anything careful does. */
  private Path write(String name, String text) throws IOException {
    Path fresh = Files.writeString(directory.resolve(name + ".new"), text);
    return Files.move(fresh, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private static String indent(String pem) {
    return pem.indent(4);
  }
}
