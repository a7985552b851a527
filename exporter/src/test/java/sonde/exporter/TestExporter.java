package sonde.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import sonde.collect.Format;
import sonde.config.ConfigException;
import sonde.config.Environment;
import sonde.web.ListenException;

/** A running exporter and a client of it. */
final class TestExporter implements AutoCloseable {
  /** Nothing here takes so long unless it hangs. */
  private static final Duration HANGS = Duration.ofSeconds(30);

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final Exporter exporter;
  private final Path file;

  private TestExporter(ConfigSource source, Path file) throws ConfigException, ListenException {
    this.exporter = Exporter.start(source, log -> {});
    this.file = file;
  }

  /** An exporter with a configuration file of its own in a directory. */
  static TestExporter ofFile(Path directory, String yaml) throws Exception {
    Path file = Files.createTempFile(directory, "sonde", ".yaml");
    Files.writeString(file, yaml);
    return new TestExporter(
        new ConfigSource(ServeOptions.file(file), Environment.of(Map.of())), file);
  }

  /** An exporter with these targets, a line each, which can be reloaded by POST. */
  static TestExporter ofTargets(Path directory, String... targets) throws Exception {
    return ofFile(directory, yaml(targets));
  }

  /** A configuration with these targets. */
  static String yaml(String... targets) {
    return "web: {listen: 127.0.0.1:0, enable_lifecycle: true}\ntargets:\n  "
        + String.join("\n  ", targets)
        + "\n";
  }

  /** An exporter of what stands in the environment. */
  static TestExporter ofEnvironment(Map<String, String> variables) throws Exception {
    ServeOptions options = new ServeOptions(null, "127.0.0.1:0", null, null, null, null, null);
    return new TestExporter(
        new ConfigSource(options, Environment.of(variables)), Path.of("no file"));
  }

  Exporter exporter() {
    return exporter;
  }

  /** Writes another configuration into the file; nothing reads it before a reload. */
  void rewrite(String yaml) throws IOException {
    Files.writeString(file, yaml);
  }

  /** Deletes the file. */
  void delete() throws IOException {
    Files.delete(file);
  }

  private URI uri(int listener, String path) {
    return URI.create("http://127.0.0.1:" + exporter.addresses().get(listener).port() + path);
  }

  /** Sends a request; headers are names and values in turn. */
  HttpResponse<String> send(String method, String path, String... headers) throws Exception {
    return CLIENT.send(request(0, method, path, headers), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    return send("GET", path, headers);
  }

  HttpResponse<byte[]> getBytes(String path, String... headers) throws Exception {
    return CLIENT.send(request(0, "GET", path, headers), BodyHandlers.ofByteArray());
  }

  HttpResponse<String> getAt(int listener, String path) throws Exception {
    return CLIENT.send(request(listener, "GET", path), BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> getAsync(String path, String... headers) {
    return CLIENT.sendAsync(request(0, "GET", path, headers), BodyHandlers.ofString());
  }

  /** The exposition at a path, which must answer 200. */
  Metrics scrape(String path, String... headers) throws Exception {
    return metrics(get(path, headers));
  }

  Metrics scrapeAt(int listener, String path) throws Exception {
    return metrics(getAt(listener, path));
  }

  static Metrics metrics(HttpResponse<String> response) throws Exception {
    assertEquals(200, response.statusCode(), response::body);
    return Metrics.parse(Format.TEXT, response.body());
  }

  private HttpRequest request(int listener, String method, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(listener, path))
            .timeout(HANGS)
            .method(method, BodyPublishers.noBody());
    return (headers.length == 0 ? request : request.headers(headers)).build();
  }

  @Override
  public void close() {
    exporter.close();
  }
}
