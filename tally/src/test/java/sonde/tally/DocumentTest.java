package sonde.tally;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
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
import sonde.config.ConfigException;
import sonde.config.Default;
import sonde.config.Environment;
import sonde.config.SecretSource;

/** docs/tally.md names just what the code reads, needs and tells. */
class DocumentTest {
  private static final Pattern KEY =
      Pattern.compile("(?m)^\\| `([a-z_.]+\\.[a-z_]+)` \\| ([^|]+) \\| .+\\|$");
  private static final Pattern VARIABLE =
      Pattern.compile("(?m)^\\| `([A-Z_]+)` \\| [^|]+ \\| .+\\|$");
  private static final Pattern METRIC =
      Pattern.compile("(?m)^\\| (`(?:http|tally)_[a-z_`, ]+`) \\|");

  private final String text = read();
  @TempDir private Path directory = Path.of("");

  private static String read() {
    try {
      return Files.readString(Path.of("..", "docs", "tally.md"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theExampleIsRead() throws Exception {
    Matcher example = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(text);
    assertTrue(example.find());
    TallyConfig config = Configs.read(directory, example.group(1));
    assertEquals(Replicas.ATTACHED, config.durability().replicas());
  }

  @Test
  void namesEveryKeyWithItsDefaultAndNoOther() {
    Map<String, String> expected = new TreeMap<>();
    addKeys("", TallyConfig.class, expected);
    Map<String, String> named = new TreeMap<>();
    Matcher row = KEY.matcher(text);
    while (row.find()) {
      named.put(row.group(1), row.group(2));
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
      } else if (bound.getSimpleName().matches("RedisTls|LogConfig")
          || bound.getEnclosingClass() == TallyConfig.class) {
        addKeys(key + ".", bound, keys);
      } else if (declared != null) {
        keys.put(key, "`" + declared.value() + "`");
      } else {
        keys.put(key, optional ? "none" : "required");
      }
    }
  }

  @Test
  void namesEveryVariableAndNoOther() {
    Set<String> asked = new TreeSet<>();
    Environment recording =
        name -> {
          asked.add(name);
          return null;
        };
    assertThrows(ConfigException.class, () -> new TallyConfigSource(recording).environment());
    asked.add("REDIS_PASSWORD");
    Set<String> named = new TreeSet<>();
    VARIABLE.matcher(text).results().forEach(row -> named.add(row.group(1)));
    assertEquals(asked, named);
  }

  @Test
  void namesEveryMetricAndNoOther() {
    Set<String> told = new TreeSet<>();
    new TallyMetrics()
        .registry()
        .scrape()
        .forEach(
            metric -> {
              String name = metric.getMetadata().getPrometheusName();
              boolean counter = metric.getClass().getSimpleName().equals("CounterSnapshot");
              told.add(counter ? name + "_total" : name);
            });
    told.removeIf(name -> name.matches("(process|jvm)_.*"));
    Set<String> named = new TreeSet<>();
    METRIC
        .matcher(text)
        .results()
        .forEach(row -> named.addAll(Set.of(row.group(1).replaceAll("[` ]", "").split(","))));
    assertEquals(told, named);
  }

  @Test
  void namesTheRightsThatAreTried() {
    assertTrue(text.contains(" on >… " + String.join(" ", Rights.REDIS) + "\n"));
    assertTrue(text.contains(" on >… " + String.join(" ", Rights.SENTINEL) + "\n"));
    String flowing = text.replaceAll("\\s+", " ");
    assertTrue(flowing.contains("in a Cluster, `" + String.join(" ", Rights.CLUSTER) + "`"));
  }
}
