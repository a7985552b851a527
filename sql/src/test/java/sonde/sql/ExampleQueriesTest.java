package sonde.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sonde.config.Report;

/** The query files that users are given, and those that the documentation shows. */
class ExampleQueriesTest {
  private static final Path EXAMPLES = Path.of("..", "examples", "queries");
  private static final Path DOCUMENT = Path.of("..", "docs", "queries.md");
  private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  @TempDir private Path directory = Path.of("");

  static Stream<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleIsRead(Path file) {
    requireGood(file);
  }

  @Test
  void everyFileInTheDocumentIsRead() throws IOException {
    List<String> shown =
        YAML.matcher(Files.readString(DOCUMENT))
            .results()
            .map(MatchResult::group)
            .filter(block -> block.contains("\nqueries:\n"))
            .toList();
    assertFalse(shown.isEmpty());
    for (String block : shown) {
      Path file = directory.resolve("shown.yaml");
      Files.writeString(file, block.replace("```yaml", "").replace("```", ""));
      requireGood(file);
    }
  }

  /** By the rules of every server, since a file does not say which it is for. */
  private static void requireGood(Path file) {
    for (Quoting quoting : Quoting.values()) {
      Report report = new Report();
      assertFalse(QueryFile.read(file, quoting, report).isEmpty(), file::toString);
      assertEquals(List.of(), report.problems());
    }
  }
}
