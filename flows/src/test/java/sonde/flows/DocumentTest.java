package sonde.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.config.Default;
import sonde.config.Environment;
import sonde.config.SecretSource;

/** docs/flows.md names just what the code reads; {@link FlowsTest} compares the metrics. */
class DocumentTest {
  private static final Pattern KEY =
      Pattern.compile(
          "(?m)^\\| (`(?!flows_)[a-z_.]+`(?:, `[a-z_.]+`)*) \\| (none|required|`[^`]+`) \\|");
  private static final Pattern METRIC = Pattern.compile("(?m)^\\| (`flows_[a-z_`, ]+`) \\|");

  @TempDir private Path directory = Path.of("");

  static String text() throws Exception {
    return Files.readString(Path.of("..", "docs", "flows.md"));
  }

  /** The names of all metrics. */
  static Set<String> metrics() throws Exception {
    Set<String> named = new TreeSet<>();
    METRIC
        .matcher(text())
        .results()
        .forEach(row -> named.addAll(List.of(row.group(1).replaceAll("[` ]", "").split(","))));
    return named;
  }

  @Test
  void theExampleIsRead() throws Exception {
    Matcher example = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(text());
    assertTrue(example.find());
    String yaml =
        example
            .group(1)
            .replace("files/", directory + "/")
            .replace("/run/secrets", directory.toString());
    Files.writeString(directory.resolve("db"), "secret");
    Path file = Files.writeString(directory.resolve("flows.yaml"), yaml);
    FlowsConfig config = new FlowsConfigSource(Environment.system()).forCapture(file);
    assertEquals(List.of(80, 443, 3306), config.ports());
  }

  @Test
  void namesEveryKeyWithItsDefaultAndNoOther() throws Exception {
    Map<String, String> expected = new TreeMap<>();
    addKeys("", FlowsConfig.class, expected);
    // An empty list of them stands for this one.
    expected.put("protocols", "`[tcp]`");
    Map<String, String> named = new TreeMap<>();
    Matcher row = KEY.matcher(text());
    while (row.find()) {
      for (String key : row.group(1).replaceAll("[` ]", "").split(",")) {
        named.put(key, row.group(2));
      }
    }
    assertEquals(expected, named);
  }

  private static void addKeys(String path, Class<?> type, Map<String, String> keys) {
    for (RecordComponent component : type.getRecordComponents()) {
      String key = path + component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
      Class<?> bound = component.getType();
      Default declared = component.getAnnotation(Default.class);
      boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
      if (bound == SecretSource.class) {
        keys.put(key, "none");
        keys.put(key + "_file", "none");
      } else if (bound.getSimpleName().equals("LogConfig")
          || bound.getEnclosingClass() == FlowsConfig.class) {
        addKeys(key + ".", bound, keys);
      } else if (declared != null) {
        keys.put(key, declared.value().equals("[]") ? "none" : "`" + declared.value() + "`");
      } else {
        keys.put(key, optional ? "none" : "required");
      }
    }
  }
}
