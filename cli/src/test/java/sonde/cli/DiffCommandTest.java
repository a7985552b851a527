package sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiffCommandTest {
  private static final String OLD =
      """
      # TYPE a gauge
      a{x="1"} 1
      a{x="2"} 2
      # TYPE b counter
      b 3
      """;

  @TempDir private Path directory = Path.of("");

  private Ran diff(String old, String fresh) throws IOException {
    return Ran.of("diff", file("old", old), file("new", fresh));
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  private void assertDiffers(int exit, String line, String fresh) throws IOException {
    Ran ran = diff(OLD, fresh);
    assertEquals(new Ran(exit, line + System.lineSeparator(), ""), ran);
  }

  @Test
  void sameExpositionsDoNotDiffer() throws IOException {
    assertEquals(new Ran(0, "", ""), diff(OLD, OLD));
  }

  @Test
  void missingFamilyIsALack() throws IOException {
    assertDiffers(1, "missing: b (1 series)", OLD.substring(0, OLD.indexOf("# TYPE b")));
  }

  @Test
  void otherTypeIsALack() throws IOException {
    assertDiffers(1, "type: b was COUNTER, is GAUGE", OLD.replace("b counter", "b gauge"));
  }

  @Test
  void missingLabelIsALack() throws IOException {
    assertDiffers(1, "labels: a had [x], has []", "# TYPE a gauge\na 1\n# TYPE b counter\nb 3\n");
  }

  @Test
  void missingSeriesIsALack() throws IOException {
    assertDiffers(1, "series missing: a{x=2}", OLD.replace("a{x=\"2\"} 2\n", ""));
  }

  @Test
  void otherValuesAreReportedAndNoLack() throws IOException {
    assertDiffers(0, "value: b was 3.0, is 4.0", OLD.replace("b 3", "b 4"));
  }

  @Test
  void moreThanTheOldIsNoLack() throws IOException {
    assertDiffers(0, "new: c", OLD + "# TYPE c gauge\nc 1\n");
    assertEquals(0, diff(OLD, OLD.replace("b 3", "b{target=\"cache\"} 3")).exit());
  }

  @Test
  void refusesWhatIsNoExposition() throws IOException {
    Ran broken = diff(OLD, "a{x=\"1 1\n");
    assertEquals(2, broken.exit());
    assertTrue(broken.err().contains("new is no exposition: "), broken.err());
    Ran absent = Ran.of("diff", file("old", OLD), directory.resolve("none").toString());
    assertEquals(2, absent.exit());
    assertTrue(absent.err().contains("none: no such file"), absent.err());
    assertEquals(2, Ran.of("diff", "only-one").exit());
  }

  @Test
  void readsUrls() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/metrics",
        exchange -> {
          byte[] body = OLD.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    try {
      assertEquals(new Ran(0, "", ""), Ran.of("diff", url + "/metrics", file("new", OLD)));
      assertEquals(2, Ran.of("diff", url + "/none", file("new", OLD)).exit());
    } finally {
      server.stop(0);
    }
    assertEquals(2, Ran.of("diff", url + "/metrics", file("new", OLD)).exit());
  }
}
