package sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import sonde.exporter.ServeOptions;

/** The daemon's own reading of its options agrees with the parser's. */
final class ServeOptionTest {
  static List<List<String>> correct() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of());
    for (ServeOption option : ServeOption.values()) {
      for (String name : option.names()) {
        lines.add(List.of(name, "a value"));
        lines.add(List.of(name + "=a=value"));
        lines.add(List.of(name + "=-value"));
        lines.add(List.of(name, "@value"));
        lines.add(List.of(name + "="));
      }
    }
    lines.add(List.of("--config", "a", "--web.listen-address=:1", "--log.format", "json"));
    return lines;
  }

  @ParameterizedTest
  @MethodSource("correct")
  void readsWhatTheParserReads(List<String> arguments) {
    assertEquals(parsed(arguments), ServeOption.read(arguments));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--config",
        "--listen :1 --config",
        "--config --listen",
        "--config --listen :1",
        "--no-such-option",
        "--no-such-option=1",
        "extra",
        "--config a extra",
        "--config a --config.file b",
        "--help",
        "--config a -h",
      })
  void leavesWhatIsNoCorrectLineToTheParser(String line) {
    assertTrue(ServeOption.read(List.of(line.split(" "))).isEmpty());
  }

  @Test
  void eachOptionIsAnOptionOfItsOwn() {
    Set<ServeOptions> seen = new HashSet<>();
    for (ServeOption option : ServeOption.values()) {
      assertTrue(seen.add(ServeOption.options(Map.of(option, "value"))), option.name());
    }
  }

  private static Optional<ServeOptions> parsed(List<String> arguments) {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    CommandLine sonde = CommandLines.create(nowhere, nowhere);
    List<String> line = new ArrayList<>(List.of("serve"));
    line.addAll(arguments);
    try {
      CommandSpec serve = sonde.parseArgs(line.toArray(String[]::new)).subcommand().commandSpec();
      Map<ServeOption, String> values = new EnumMap<>(ServeOption.class);
      for (ServeOption option : ServeOption.values()) {
        String value = serve.findOption(option.names().getFirst()).getValue();
        if (value != null) {
          values.put(option, value);
        }
      }
      return Optional.of(ServeOption.options(values));
    } catch (ParameterException e) {
      return Optional.empty();
    }
  }
}
