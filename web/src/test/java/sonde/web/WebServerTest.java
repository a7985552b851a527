package sonde.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a client sees of routes, methods, queries, bodies and compression. */
class WebServerTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String LONG = "a line of an exposition 1\n".repeat(20_000);

  private static final ListenAddress ANY_PORT = ListenAddress.parse("127.0.0.1:0");

  private static WebServer server;

  @BeforeAll
  static void start() throws Exception {
    Routes.Builder routes =
        Routes.builder()
            .get("/echo", request -> Response.text(200, request.query().toString()))
            .get("/names/{name}", request -> Response.text(200, request.variable("name")))
            .get("/names/fixed", _ -> Response.text(200, "the fixed one"))
            .post("/length", request -> Response.text(200, "" + request.body().length))
            .get(
                "/long",
                _ -> Response.stream(200, "text/plain", WebServerTest::writeLong).withGzip())
            .get("/none", _ -> Response.of(204, "text/plain", new byte[0]))
            .get("/fails", _ -> failing())
            .get("/fails-early", _ -> Response.stream(200, "text/plain", _ -> failing()))
            .get("/fails-late", _ -> Response.stream(200, "text/plain", WebServerTest::failLate));
    Health.addTo(routes, "Sonde", () -> true);
    server =
        WebServer.start(WebServer.Options.of(ListenAddress.parse("127.0.0.1:0"), routes.build()));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void repeatedParametersKeepTheirOrder() throws Exception {
    HttpResponse<byte[]> response = get("/echo?collect%5B%5D=b&target=a%20b+c&collect[]=a&flag");
    assertEquals("{collect[]=[b, a], target=[a b c], flag=[]}\n", text(response));
  }

  @Test
  void headersOfAnOrdinaryAnswer() throws Exception {
    HttpResponse<byte[]> response = get("/echo");
    assertEquals(200, response.statusCode());
    assertEquals(
        List.of("text/plain; charset=utf-8"), response.headers().allValues("content-type"));
    assertEquals(List.of("no-store"), response.headers().allValues("cache-control"));
    assertEquals(List.of("3"), response.headers().allValues("content-length"));
  }

  @Test
  void aFixedPathGoesBeforeVariables() throws Exception {
    assertEquals("the fixed one\n", text(get("/names/fixed")));
    assertEquals("a/b+ü\n", text(get("/names/a%2Fb+%C3%BC")));
    assertEquals(404, get("/names/").statusCode());
    assertEquals(404, get("/names/a/b").statusCode());
  }

  @Test
  void anUnknownPathIs404() throws Exception {
    assertEquals(404, get("/nowhere").statusCode());
    assertEquals(404, get("/echo/").statusCode());
  }

  @Test
  void aKnownPathWithAnotherMethodIs405() throws Exception {
    HttpResponse<byte[]> wrong = send("DELETE", "/echo", new byte[0]);
    assertEquals(405, wrong.statusCode());
    assertEquals(List.of("GET, HEAD"), wrong.headers().allValues("allow"));
    assertEquals(List.of("POST"), get("/length").headers().allValues("allow"));
  }

  @Test
  void headHasTheLengthAndNoBody() throws Exception {
    HttpResponse<byte[]> head = send("HEAD", "/echo", new byte[0]);
    assertEquals(200, head.statusCode());
    assertEquals(List.of("3"), head.headers().allValues("content-length"));
    assertEquals(0, head.body().length);
  }

  @Test
  void aBrokenEscapeIs400() throws Exception {
    // Raw, because no client library sends it.
    try (var raw = new RawClient(server.addresses().getFirst().port())) {
      raw.send("GET /echo?a=%zz HTTP/1.1\r\nHost: x\r\n\r\n");
      assertTrue(raw.readLine().startsWith("HTTP/1.1 400 "));
    }
  }

  @Test
  void aBodyIsReadUpToItsLimit() throws Exception {
    int limit = Limits.DEFAULT.bodyBytes();
    assertEquals(limit + "\n", text(send("POST", "/length", new byte[limit])));
    assertEquals(413, send("POST", "/length", new byte[limit + 1]).statusCode());
  }

  @Test
  void aLongStreamArrivesWhole() throws Exception {
    HttpResponse<byte[]> response = get("/long");
    assertEquals(LONG, text(response));
    assertEquals(List.of("Accept-Encoding"), response.headers().allValues("vary"));
    assertEquals(List.of(), response.headers().allValues("content-encoding"));
  }

  @Test
  void gzipOnlyForThoseWhoTakeIt() throws Exception {
    HttpResponse<byte[]> compressed = get("/long", "Accept-Encoding", "deflate, gzip;q=0.5");
    assertEquals(List.of("gzip"), compressed.headers().allValues("content-encoding"));
    try (var in = new GZIPInputStream(new ByteArrayInputStream(compressed.body()))) {
      assertEquals(LONG, new String(in.readAllBytes(), UTF_8));
    }
    HttpResponse<byte[]> plain = get("/long", "Accept-Encoding", "gzip;q=0, *;q=1");
    assertEquals(LONG, text(plain));
  }

  @Test
  void anEmptyAnswerHasNoBody() throws Exception {
    HttpResponse<byte[]> response = get("/none");
    assertEquals(204, response.statusCode());
    assertEquals(0, response.body().length);
  }

  @Test
  void aFailureIsOneSentence() throws Exception {
    for (String path : List.of("/fails", "/fails-early")) {
      HttpResponse<byte[]> response = get(path);
      assertEquals(500, response.statusCode());
      assertEquals("An error of the server; its log says more.\n", text(response));
    }
  }

  @Test
  void aFailureAmidTheResponseCutsTheConnection() {
    assertThrows(IOException.class, () -> get("/fails-late"));
  }

  @Test
  void healthIsAnswered() throws Exception {
    assertEquals("Sonde is healthy.\n", text(get("/-/healthy")));
    assertEquals("Sonde is ready.\n", text(get("/-/ready")));
  }

  @Test
  void aTakenPortIsNamed() {
    ListenAddress taken = server.addresses().getFirst();
    Routes none = Routes.builder().build();
    var e =
        assertThrows(
            ListenException.class, () -> WebServer.start(WebServer.Options.of(taken, none)));
    assertEquals(taken + " is in use: another process listens there", e.getMessage());
  }

  @Test
  void everyListenerHasItsRoutes() throws Exception {
    var first = new WebServer.Listener(ANY_PORT, answering("first"));
    var second = new WebServer.Listener(ANY_PORT, answering("second"));
    try (WebServer both = start(first, second)) {
      assertEquals("first\n", text(send(both.addresses().get(0))));
      assertEquals("second\n", text(send(both.addresses().get(1))));
    }
  }

  @Test
  void aTakenPortLeavesTheOthersFree() throws Exception {
    ListenAddress free;
    try (WebServer other = start(new WebServer.Listener(ANY_PORT, answering("other")))) {
      free = other.addresses().getFirst();
    }
    var first = new WebServer.Listener(free, answering("first"));
    var second = new WebServer.Listener(server.addresses().getFirst(), answering("second"));
    assertThrows(ListenException.class, () -> start(first, second));
    start(first).close();
  }

  @Test
  void notReadyIs503() throws Exception {
    Routes routes = Health.addTo(Routes.builder(), "Sonde", () -> false).build();
    try (WebServer unready = start(new WebServer.Listener(ANY_PORT, routes))) {
      URI uri = URI.create("http://" + unready.addresses().getFirst() + "/-/ready");
      HttpRequest request = HttpRequest.newBuilder(uri).build();
      assertEquals(503, CLIENT.send(request, BodyHandlers.discarding()).statusCode());
    }
  }

  private static Routes answering(String text) {
    return Routes.builder().get("/", _ -> Response.text(200, text)).build();
  }

  private static WebServer start(WebServer.Listener... listeners) throws Exception {
    return WebServer.start(new WebServer.Options(List.of(listeners), null, Limits.DEFAULT));
  }

  private static HttpResponse<byte[]> send(ListenAddress address) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + "/")).build();
    return CLIENT.send(request, BodyHandlers.ofByteArray());
  }

  @Test
  void anUnresolvableHostIsNamed() {
    var nowhere = new ListenAddress("nowhere.invalid", 0);
    Routes none = Routes.builder().build();
    var e =
        assertThrows(
            ListenException.class, () -> WebServer.start(WebServer.Options.of(nowhere, none)));
    assertEquals("nowhere.invalid:0 cannot be listened on: no such host", e.getMessage());
  }

  private static Response failing() throws IOException {
    throw new IOException("the secret reason");
  }

  private static void writeLong(OutputStream out) throws IOException {
    out.write(LONG.getBytes(UTF_8));
  }

  private static void failLate(OutputStream out) throws IOException {
    writeLong(out);
    failing();
  }

  private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static HttpResponse<byte[]> send(String method, String path, byte[] body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri(path)).method(method, BodyPublishers.ofByteArray(body)).build();
    return CLIENT.send(request, BodyHandlers.ofByteArray());
  }

  private static URI uri(String path) {
    return URI.create("http://" + server.addresses().getFirst() + path);
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), UTF_8);
  }
}
