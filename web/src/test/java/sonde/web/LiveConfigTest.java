package sonde.web;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.config.ConfigException;

/** The web configuration file at work: users, headers, rate limit, and what an edit does. */
class LiveConfigTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  // alice: alice123
  private static final String USERS =
      """
      basic_auth_users:
        alice: $2y$10$mDwo.lAisC94iLAyP81MCesa29IzH37oigHC/42V2pdJlUprsJPze
      """;

  @TempDir private Path directory;
  private @Nullable WebServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void onlyUsersWithTheirPassword() throws Exception {
    start(USERS);
    HttpResponse<String> anonymous = get("/");
    assertEquals(401, anonymous.statusCode());
    assertEquals(
        List.of("Basic realm=\"Sonde\", charset=\"UTF-8\""),
        anonymous.headers().allValues("www-authenticate"));
    assertEquals(200, get("/", "alice:alice123").statusCode());
    assertEquals(200, get("/", "alice:alice123").statusCode());
    assertEquals(401, get("/", "alice:alice124").statusCode());
    assertEquals(401, get("/", "alice:").statusCode());
    assertEquals(401, get("/", "bob:alice123").statusCode());
    assertEquals(401, get("/", "alice").statusCode());
    // Nobody learns without a password which paths there are.
    assertEquals(401, get("/nowhere").statusCode());
  }

  @Test
  void brokenCredentialsAreNone() throws Exception {
    start(USERS);
    for (String header : List.of("Basic", "Basic ", "Basic !!!", "Bearer YTpi", "Basic YQ==")) {
      HttpRequest request =
          HttpRequest.newBuilder(uri("/")).header("Authorization", header).build();
      assertEquals(401, CLIENT.send(request, BodyHandlers.discarding()).statusCode(), header);
    }
  }

  @Test
  void healthNeedsNoPasswordAndNoToken() throws Exception {
    start(USERS + "rate_limit: {interval: 1h, burst: 1}\n");
    for (int i = 0; i < 3; i++) {
      assertEquals(200, get("/-/healthy").statusCode());
    }
    assertEquals(200, get("/", "alice:alice123").statusCode());
    assertEquals(429, get("/", "alice:alice123").statusCode());
    assertEquals(200, get("/-/ready").statusCode());
  }

  @Test
  void headersAreOnEveryAnswer() throws Exception {
    start(
        USERS
            + "http_server_config:\n  headers:\n    X-Frame-Options: deny\n"
            + "    X-XSS-Protection: 0\n    X-Content-Type-Options: ''\n");
    for (HttpResponse<String> response :
        List.of(get("/"), get("/", "alice:alice123"), get("/-/healthy"))) {
      assertEquals(List.of("deny"), response.headers().allValues("x-frame-options"));
      assertEquals(List.of("0"), response.headers().allValues("x-xss-protection"));
      assertEquals(List.of(), response.headers().allValues("x-content-type-options"));
    }
  }

  @Test
  void anEditIsTakenAtTheNextRequest() throws Exception {
    start("http_server_config: {http2: true}\n");
    assertEquals(200, get("/").statusCode());
    write(USERS);
    assertEquals(401, get("/").statusCode());
    write("rate_limit: {interval: 1h, burst: 1}\n");
    assertEquals(200, get("/").statusCode());
    assertEquals(429, get("/").statusCode());
    // Another edit does not fill the bucket again.
    write("rate_limit: {interval: 1h, burst: 1}\nhttp_server_config: {http2: false}\n");
    assertEquals(429, get("/").statusCode());
    write("rate_limit: {interval: 0s}\n");
    assertEquals(200, get("/").statusCode());
  }

  @Test
  void aBrokenFileRefusesEverybody() throws Exception {
    start(USERS);
    assertEquals(200, get("/", "alice:alice123").statusCode());
    for (String broken : List.of("basic_auth_user: {}\n", "", "{", "basic_auth_users: {a: b}\n")) {
      write(broken);
      HttpResponse<String> response = get("/", "alice:alice123");
      assertEquals(500, response.statusCode(), broken);
      assertEquals(
          "The web configuration is invalid; the server's log says why.\n", response.body());
      assertEquals(200, get("/-/healthy").statusCode());
    }
    Files.delete(directory.resolve("web.yml"));
    assertEquals(500, get("/").statusCode());
    write(USERS);
    assertEquals(200, get("/", "alice:alice123").statusCode());
  }

  @Test
  void tlsIsNotTurnedOnByAnEdit() throws Exception {
    start(USERS);
    TestCertificates ca = TestCertificates.authority("test authority");
    TestCertificates.Leaf leaf = ca.issue("server");
    Files.writeString(directory.resolve("server.crt"), leaf.certificatePem());
    Files.writeString(directory.resolve("server.key"), leaf.keyPem());
    write("tls_server_config: {cert_file: server.crt, key_file: server.key}\n");
    assertEquals(500, get("/").statusCode());
  }

  @Test
  void aBrokenFileAtStartStartsNothing() {
    var e = assertThrows(ConfigException.class, () -> start("basic_auth_user: {}\n"));
    assertTrue(
        String.valueOf(e.getMessage()).contains("did you mean `basic_auth_users`"), e.toString());
    assertThrows(ConfigException.class, () -> start(""));
  }

  private void start(String settings) throws Exception {
    Path file = write(settings);
    Routes.Builder routes = Routes.builder().get("/", _ -> Response.text(200, "served"));
    Health.addTo(routes, "Sonde", () -> true);
    var listener = new WebServer.Listener(ListenAddress.parse("127.0.0.1:0"), routes.build());
    server = WebServer.start(new WebServer.Options(List.of(listener), file, Limits.DEFAULT));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return CLIENT.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path, String userAndPassword) throws Exception {
    String encoded = Base64.getEncoder().encodeToString(userAndPassword.getBytes(UTF_8));
    HttpRequest request =
        HttpRequest.newBuilder(uri(path)).header("Authorization", "Basic " + encoded).build();
    return CLIENT.send(request, BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://" + Objects.requireNonNull(server).addresses().getFirst() + path);
  }

  private Path write(String text) throws IOException {
    Path fresh = Files.writeString(directory.resolve("web.yml.new"), text);
    return Files.move(fresh, directory.resolve("web.yml"), StandardCopyOption.ATOMIC_MOVE);
  }
}
