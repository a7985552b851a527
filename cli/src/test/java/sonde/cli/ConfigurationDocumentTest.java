package sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
import sonde.config.LogConfig;
import sonde.config.Report;
import sonde.config.SecretSource;
import sonde.exporter.CollectorConfig;
import sonde.exporter.ConfigFile;
import sonde.exporter.ConfigSource;
import sonde.exporter.ExporterConfig;
import sonde.exporter.MySqlTarget;
import sonde.exporter.PostgresTarget;
import sonde.exporter.ProbeAllow;
import sonde.exporter.RedisTarget;
import sonde.exporter.ServeOptions;
import sonde.exporter.SqlTarget;
import sonde.exporter.TargetConfig;

/** docs/configuration.md names just what the code reads, with its defaults. */
final class ConfigurationDocumentTest {
  private static final Pattern KEY =
      Pattern.compile("(?m)^\\| `([a-zA-Z_.]+)` \\| ([^|]+) \\| .+\\|$");
  private static final Pattern VARIABLE = Pattern.compile("(?m)^\\| `([A-Z0-9_]+)` \\| [^|]+ \\|$");
  private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  private static final Map<String, Class<? extends TargetConfig>> TYPES =
      Map.of(
          "redis", RedisTarget.class,
          "postgres", PostgresTarget.class,
          "mysql", MySqlTarget.class,
          "sql", SqlTarget.class);

  private final String text = Documents.read("configuration.md");

  @TempDir private Path directory = Path.of("");

  @Test
  void theExampleIsRead() throws Exception {
    Matcher example = EXAMPLE.matcher(text);
    int examples = 0;
    while (example.find()) {
      Path file = Files.writeString(directory.resolve("sonde.yaml"), example.group(1));
      Report report = new Report();
      assertNotNull(
          new ConfigFile(Environment.of(Map.of())).read(file, report),
          () -> report.problems().toString());
      examples++;
    }
    assertEquals(1, examples);
  }

  @Test
  void namesEveryKeyWithItsDefaultAndNoOther() throws ReflectiveOperationException {
    Map<String, String> expected = new TreeMap<>();
    addKeys("", ExporterConfig.class, expected);
    common().forEach((key, value) -> expected.put("targets.TARGET." + key, value));
    assertEquals(expected, named(text.substring(0, text.indexOf("## Keys by type"))));
  }

  @Test
  void namesWhatOneTypeHasThatOthersHaveNot() throws ReflectiveOperationException {
    Map<String, String> common = common();
    for (Map.Entry<String, Class<? extends TargetConfig>> type : TYPES.entrySet()) {
      Map<String, String> expected = keys(type.getValue());
      expected.entrySet().removeAll(common.entrySet());
      String title = "\n### Type `" + type.getKey() + "`\n";
      int start = text.indexOf(title);
      assertTrue(start >= 0, title);
      int end = text.indexOf("\n##", start + title.length());
      assertEquals(expected, named(text.substring(start, end)), title);
    }
  }

  @Test
  void namesEveryVariableAndNoOther() throws ConfigException {
    Set<String> asked = new TreeSet<>();
    Map<String, String> set =
        Map.of(
            "REDIS_ADDR", "redis://cache:6379",
            "DATA_SOURCE_URI", "db:5432/shop",
            "MYSQLD_EXPORTER_ADDRESS", "db:3306");
    Environment recording =
        name -> {
          asked.add(name);
          return set.get(name);
        };
    assertNotNull(new ConfigSource(ServeOptions.NONE, recording).read());
    ConfigSource nothing =
        new ConfigSource(
            ServeOptions.NONE,
            name -> {
              asked.add(name);
              return null;
            });
    assertThrows(ConfigException.class, nothing::read);
    Set<String> named = new TreeSet<>();
    VARIABLE.matcher(text).results().forEach(row -> named.add(row.group(1)));
    assertEquals(asked, named);
  }

  private static Map<String, String> named(String part) {
    Map<String, String> named = new TreeMap<>();
    Matcher row = KEY.matcher(part);
    while (row.find()) {
      // Words stand for what the code has no value for: nothing, or everything.
      String value = row.group(2).matches("none|all") ? "none" : row.group(2);
      assertEquals(null, named.put(row.group(1), value), row.group());
    }
    return named;
  }

  private static Map<String, String> keys(Class<?> type) throws ReflectiveOperationException {
    Map<String, String> keys = new TreeMap<>();
    addKeys("", nested(type, "Keys"), keys);
    return keys;
  }

  /** What targets of all types have, with the same default. */
  private static Map<String, String> common() throws ReflectiveOperationException {
    Map<String, String> common = keys(RedisTarget.class);
    for (Class<?> type : TYPES.values()) {
      common.entrySet().retainAll(keys(type).entrySet());
    }
    return common;
  }

  private static void addKeys(String path, Class<?> type, Map<String, String> keys)
      throws ReflectiveOperationException {
    for (RecordComponent component : type.getRecordComponents()) {
      String key = path + snakeCase(component.getName());
      Class<?> bound = component.getType();
      if (bound == ProbeAllow.class) {
        addKeys("probe.", nested(ProbeAllow.class, "Keys"), keys);
        addKeys("probe.allow.", nested(ProbeAllow.class, "Rule"), keys);
      } else if (bound.isRecord() && isMapOfKeys(bound)) {
        addKeys(key + ".", bound, keys);
      } else if (!key.equals("targets")) {
        keys.put(key, fallback(component));
        if (bound == SecretSource.class) {
          keys.put(key + "_file", "none");
        } else if (bound == ExporterConfig.Listeners.class) {
          addKeys(key + ".", ExporterConfig.Listener.class, keys);
        } else if (key.equals("collectors")) {
          addKeys(key + ".COLLECTOR.", CollectorConfig.Settings.class, keys);
        }
      }
    }
  }

  /** Other records, such as addresses, are bound from a text or in a way of their own. */
  private static boolean isMapOfKeys(Class<?> type) {
    return type == ExporterConfig.Web.class
        || type == LogConfig.class
        || type == ExporterConfig.Limits.class
        || type.getSimpleName().endsWith("Tls");
  }

  private static String fallback(RecordComponent component) {
    Default declared = component.getAnnotation(Default.class);
    if (declared != null) {
      return declared.value().matches("\\{}|\\[]") ? "none" : "`" + declared.value() + "`";
    }
    boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    return optional ? "none" : "required";
  }

  private static Class<?> nested(Class<?> type, String name) throws ClassNotFoundException {
    return Arrays.stream(type.getDeclaredClasses())
        .filter(one -> one.getSimpleName().equals(name))
        .findFirst()
        .orElseThrow(() -> new ClassNotFoundException(name));
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }
}
