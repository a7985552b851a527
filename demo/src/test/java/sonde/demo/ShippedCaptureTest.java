package sonde.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sonde.flows.CaptureReading;
import sonde.flows.FlowsConfigSource;
import sonde.flows.Summary;

class ShippedCaptureTest {
  private static final Path FILE = Path.of("src/main/resources/sonde/demo", Accountant.CAPTURE);
  private static final int MOST_BYTES = 100_000;

  /** With {@code -Dgolden.refresh} it is written anew. */
  @Test
  void itIsWhatIsMadeHere() throws IOException {
    byte[] made = new ShippedCapture().bytes();
    if (!System.getProperty("golden.refresh", "false").equals("false")) {
      Files.createDirectories(FILE.getParent());
      Files.write(FILE, made);
    }
    assertArrayEquals(made, Files.readAllBytes(FILE));
    assertTrue(made.length < MOST_BYTES, () -> made.length + " bytes");
  }

  @Test
  void everyPacketOfItIsAccounted() throws IOException {
    Summary summary =
        new CaptureReading(FlowsConfigSource.defaults())
            .read("made here", Channels.newChannel(Files.newInputStream(FILE)));
    assertEquals(Optional.empty(), summary.trouble());
    StringBuilder text = new StringBuilder();
    summary.writeText(text);
    assertTrue(text.toString().matches("(?s).*\nconnections opened +100\n.*"), text::toString);
    for (String none : new String[] {"packets malformed", "packets not ip", "connections open"}) {
      assertTrue(text.toString().matches("(?s).*\n" + none + " +0\n.*"), text::toString);
    }
    for (String some : new String[] {"connections refused", "connections reset"}) {
      assertTrue(text.toString().matches("(?s).*\n" + some + " +[1-9][0-9]*\n.*"), text::toString);
    }
  }
}
