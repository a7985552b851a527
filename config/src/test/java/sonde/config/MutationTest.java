package sonde.config;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A damaged file is bound or refused with a report, and never ends in anything else. */
class MutationTest {
  private static final String VALID =
      """
      web:
        listen: [0.0.0.0:10600, "b:2"]
        openmetrics: true
      targets:
        cache:
          type: redis
          address: redis://${HOST}:${PORT:-6379}
          username: sonde
          password: ${PASSWORD}
          interval: 1h30m
          port: {number: 5432}
          labels: {b: "1", a: '2'}
          databases: [3, 0o17, -1]
      limits: {concurrent_probes: 1, max_series: 9000000000, ratio: 1e-3, body: 1.5GiB}
      """;
  private static final String[] PIECES = {
    "\n",
    " ",
    "  ",
    "\t",
    ":",
    ": ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&a ",
    "*a",
    "!",
    "!!",
    "!x!",
    "|",
    ">",
    "'",
    "\"",
    "#",
    "%",
    "@",
    "`",
    "---\n",
    "...\n",
    "? ",
    "${",
    "$${",
    "${A}",
    "~",
    "0x",
    "999999999999999999999",
    ".inf",
    "\\u",
    "\u0000",
    "\u0085",
    "\u2028",
    "\uFEFF",
    "ü",
    "😀",
    "<<: "
  };
  private static final Map<String, String> VARIABLES =
      Map.of("HOST", "cache", "PASSWORD", "hunter2hunter2");

  @Test
  void mutations(@TempDir Path directory) throws Exception {
    Random random = new Random(42);
    Path file = directory.resolve("mutated.yaml");
    ConfigReader reader = Sample.reader(VARIABLES);
    int bound = 0;
    int refused = 0;
    for (int i = 0; i < 1_500; i++) {
      byte[] content = mutated(random);
      Files.write(file, content);
      try {
        Sample sample = reader.read(file, Sample.class);
        assertFalse(sample.toString().contains("hunter2hunter2"));
        bound++;
      } catch (ConfigException e) {
        assertFalse(e.problems().isEmpty());
        assertFalse(e.getMessage().contains("hunter2hunter2"), e.getMessage());
        e.getMessage()
            .lines()
            .forEach(line -> assertTrue(line.startsWith(file + ":"), e.getMessage()));
        refused++;
      }
    }
    assertTrue(bound > 0 && refused > 0, bound + " bound, " + refused + " refused");
  }

  private static byte[] mutated(Random random) {
    StringBuilder text = new StringBuilder(VALID);
    int mutations = 1 + random.nextInt(4);
    for (int i = 0; i < mutations; i++) {
      int from = random.nextInt(text.length());
      int to = Math.min(text.length(), from + random.nextInt(12));
      switch (random.nextInt(4)) {
        case 0 -> text.delete(from, to);
        case 1 -> text.insert(from, PIECES[random.nextInt(PIECES.length)]);
        case 2 -> text.insert(random.nextInt(text.length()), text.substring(from, to));
        default -> text.setCharAt(from, (char) random.nextInt(256));
      }
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(20) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }
}
