package sonde.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a file rather than with a value. */
class StructureTest {
  @TempDir private Path directory = Path.of("");

  record Map2(Map<String, String> all) {}

  @Test
  void syntaxErrorsNameTheirLine() {
    assertEquals(
        "F:2: is not valid YAML: mapping values are not allowed here",
        Reports.of("web:\n  listen: a: b\n", Sample.class));
    assertEquals(
        "F:3: is not valid YAML: found character '\\t(TAB)' that cannot start any token."
            + " (Do not use \\t(TAB) for indentation)",
        Reports.of("web:\n  openmetrics: true\n\tlisten: a\n", Sample.class));
  }

  @Test
  void charactersThatYamlForbidsNameTheirLine() {
    assertEquals(
        "F:2: is not valid YAML: the character U+0007 is not allowed",
        Reports.of("web:\n  listen: \u0007\n", Sample.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "# nothing\n", "---\n", "null", "\uFEFF"})
  void anEmptyFileIsRefused(String text) {
    assertEquals("F: is empty", Reports.of(text, Sample.class));
  }

  @Test
  void aByteOrderMarkIsNoContent() throws Exception {
    assertEquals(
        new Map2(Map.of("a", "b")),
        ConfigReader.literal().readText("F", "\uFEFFall: {a: b}", Map2.class));
  }

  @Test
  void aSecondDocumentIsRefused() {
    assertEquals(
        "F:2: a second document starts here; a configuration is a single one",
        Reports.of("all: {}\n---\nall: {}\n---\nall: [\n]\n", Map2.class));
  }

  @Test
  void theRootMustBeAMap() {
    assertEquals("F:1: expected a map, found a list", Reports.of("[]", Map2.class));
    assertEquals(
        "F:1: expected a map, found a single value", Reports.of("password:hunter2", Map2.class));
  }

  @Test
  void duplicateKeysAreReportedAndTheFirstIsTaken() {
    assertEquals(
        """
        F:2: all: is given twice, first in line 1
        F:3: all: is given twice, first in line 1\
        """,
        Reports.of("all: {a: b}\nall: [1, {x: [2]}]\n\"all\": 5", Map2.class));
  }

  @Test
  void unknownKeysSayWhatIsAllowed() {
    assertEquals(
        """
        F:2: web.config-file: unknown key, did you mean `config_file`? Allowed: listen, openmetrics, config_file
        F:3: web.tls: unknown key. Allowed: listen, openmetrics, config_file
        F:4: tragets: unknown key, did you mean `targets`? Allowed: web, targets, limits
        F:5: <<: unknown key. Allowed: web, targets, limits\
        """,
        Reports.of(
            "web:\n  config-file: x\n  tls: {a: {b: c}}\ntragets: {}\n<<: {}\ntargets: {}",
            Sample.class));
  }

  @Test
  void keysAreTexts() {
    assertEquals(
        """
        F:1: all: a key must be a single text
        F:2: all: a key must be a single text\
        """,
        Reports.of("all: {[a, b]: c, d: e,\n  {f: g}: {h: i}}", Map2.class));
  }

  @Test
  void pathsAreUnambiguousAndOnOneLine() {
    assertEquals(
        """
        F:1: all."a.b": expected a text, found a list
        F:1: all."": expected a text, found a list
        F:1: all."x\\ny": expected a text, found a list\
        """,
        Reports.of("all: {a.b: [], '': [], \"x\\ny\": []}", Map2.class));
  }

  @Test
  void aliasesAreRefusedHoweverManyTheyAre() {
    StringBuilder laughs = new StringBuilder("all: {}\na0: &a0 [lol]\n");
    for (int i = 1; i < 30; i++) {
      laughs.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    List<String> report = Reports.of(laughs.toString(), Map2.class).lines().toList();
    assertEquals(
        "F:3: a1[0]: YAML aliases are not supported; repeat the value",
        report.stream().filter(line -> line.contains("alias")).findFirst().orElseThrow());
    assertEquals(58, report.stream().filter(line -> line.contains("alias")).count());
  }

  @Test
  void tagsAreRefusedWithoutShowingThem() {
    String report =
        Reports.of("all:\n  a: !hunter2\n  b: !!int '5'\n  c: !x [d]\n  e: !y {f: g}", Map2.class);
    assertEquals(4, report.lines().count());
    assertEquals(
        "F:2: all.a: YAML tags are not supported; put a text that starts with ! in quotes",
        report.lines().findFirst().orElseThrow());
    assertEquals("F:1: is not valid YAML", Reports.of("all: {a: !hunter2!x 5}", Map2.class));
  }

  @Test
  void deepNestingIsRefused() {
    String deep = "[".repeat(500_000) + "]".repeat(500_000);
    String message = "F:2: is nested deeper than 32 levels";
    assertEquals(message, Reports.of("all:\n  a: " + deep, Map2.class));
    assertEquals(
        message, Reports.of("all: {}\nall: " + deep, Map2.class).lines().toList().getLast());
    assertEquals(
        message, Reports.of("all:\n  ? " + deep + ": b", Map2.class).lines().toList().getLast());
  }

  @Test
  void tooManyValuesAreRefused() {
    assertEquals(
        "F:2: holds more than 100000 values",
        Reports.of("all: {a: [\n" + "1,".repeat(100_000) + "]}", Map2.class));
  }

  @Test
  void aLargeFileIsRefused() throws Exception {
    Path file = Files.writeString(directory.resolve("large.yaml"), "#".repeat((1 << 20) + 1));
    assertEquals(file + ": cannot be read: is larger than 1MiB", refusal(file));
    Files.writeString(file, "#".repeat(1 << 20));
    assertEquals(file + ": is empty", refusal(file));
  }

  @Test
  void aFileThatIsNotUtf8IsRefused() throws Exception {
    Path file = directory.resolve("latin1.yaml");
    Files.write(file, "all:\n  a: ü\n  b: é\n".getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(file + ":2: is not UTF-8", refusal(file));
    Files.write(file, "all: {}".getBytes(StandardCharsets.UTF_16));
    assertEquals(file + ":1: is not UTF-8", refusal(file));
  }

  @Test
  void aFileThatCannotBeReadSaysWhy() {
    Path missing = directory.resolve("missing.yaml");
    assertEquals(missing + ": cannot be read: no such file", refusal(missing));
    assertEquals(directory + ": cannot be read: is a directory", refusal(directory));
  }

  @Test
  void severalFilesHaveOneReport() throws Exception {
    Path second = Files.writeString(directory.resolve("b.yaml"), "all: 5\nx: 1\n");
    Path first = Files.writeString(directory.resolve("c.yaml"), "\nall: 6\n");
    Report report = new Report();
    ConfigReader reader = ConfigReader.literal();
    assertNull(reader.read(first, Map2.class, report));
    assertNull(reader.read(second, Map2.class, report));
    assertEquals(
        new Map2(Map.of()), reader.readText("ok", "all: {}", Map2.class, report), "others bind");
    report.add(Problem.of("environment", "REDIS_ADDR", "is not an address"));

    ConfigException refused = assertThrows(ConfigException.class, report::throwIfAny);
    assertEquals(
        String.join(
            "\n",
            first + ":2: all: expected a map, found a single value",
            second + ":1: all: expected a map, found a single value",
            second + ":2: x: unknown key. Allowed: all",
            "environment: REDIS_ADDR: is not an address"),
        refused.getMessage());
    assertEquals(
        new Problem(second.toString(), 2, 1, "x", "unknown key. Allowed: all"),
        refused.problems().get(2));
  }

  @Test
  void aReportOfThousandsIsCutWhenPrinted() {
    StringBuilder many = new StringBuilder("all: {}\n");
    for (int i = 0; i < 600; i++) {
      many.append("key").append(i).append(": 1\n");
    }
    String report = Reports.of(many.toString(), Map2.class);
    assertEquals(501, report.lines().count());
    assertTrue(report.endsWith("\nand 100 more problems"));
  }

  private String refusal(Path file) {
    return assertThrows(ConfigException.class, () -> ConfigReader.literal().read(file, Map2.class))
        .getMessage();
  }
}
