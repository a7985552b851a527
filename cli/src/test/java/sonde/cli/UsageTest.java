package sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sonde.collect.Collector;

final class UsageTest {
  static List<String> commands() {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    return CommandLines.names(CommandLines.create(nowhere, nowhere));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void eachCommandHasHelp(String command) {
    for (String option : List.of("--help", "-h")) {
      Ran ran = Ran.of(command, option);
      assertEquals(0, ran.exit(), ran.err());
      assertTrue(ran.out().startsWith("Usage: sonde " + command), ran.out());
      assertEquals("", ran.err());
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void eachCommandRefusesAnUnknownOption(String command) {
    Ran ran = Ran.of(command, "--no-such-option");
    assertEquals(2, ran.exit(), ran.out());
    assertEquals("", ran.out());
    assertTrue(ran.err().contains("Usage: sonde " + command), ran.err());
  }

  @Test
  void helpNamesTheCommands() {
    Ran ran = Ran.of("--help");
    assertEquals(0, ran.exit());
    for (String command : commands()) {
      assertTrue(ran.out().contains("\n  " + command + " "), ran.out());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing",
        "check",
        "probe",
        "probe a b",
        "collectors oracle",
        "demo --port many",
        "serve extra",
        "serve --config",
        "serve --config --listen",
        "serve --listen=:1 --listen=:2",
        "version extra",
        "traffic",
      })
  void refusesWrongUsage(String line) {
    Ran ran = Ran.of(line.split(" "));
    assertEquals(2, ran.exit(), ran.out() + ran.err());
    assertEquals("", ran.out());
    assertFalse(ran.err().isBlank());
  }

  @Test
  void versionNamesVersionCommitAndJava() {
    Ran ran = Ran.of("version");
    assertEquals(0, ran.exit());
    assertTrue(ran.out().matches("sonde \\S+ \\(\\S+\\), Java 25\\S*\\R"), ran.out());
  }

  @Test
  void collectorsListsThemAll() {
    Ran all = Ran.of("collectors");
    assertEquals(0, all.exit());
    StringBuilder byType = new StringBuilder();
    for (StoreType<?> type : StoreType.ALL) {
      for (Collector<?> collector : type.collectors()) {
        String on = collector.spec().onByDefault() ? "on" : "off";
        String line = type.name() + " " + collector.spec().name() + " (" + on + ")\n";
        assertTrue(all.out().contains(line), line);
      }
      byType.append(Ran.of("collectors", type.name()).out());
    }
    assertEquals(all.out(), byType.toString());
    assertTrue(all.out().contains("  redis_keys gauge"), all.out());
    assertTrue(all.out().contains("  redis_db_keys[db] gauge"), all.out());
    assertTrue(all.out().contains("  redis_errors_total[err] counter"), all.out());
    assertTrue(all.out().contains("  pg_locks_count[datname, mode] gauge"), all.out());
    assertTrue(all.out().contains("  mysql_global_status_"), all.out());
  }
}
