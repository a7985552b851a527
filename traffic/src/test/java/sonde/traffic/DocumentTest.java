package sonde.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.config.Default;
import sonde.config.LogConfig;
import sonde.config.SecretSource;

/** docs/traffic.md names just what the code reads and tells. */
class DocumentTest {
  private static final Pattern KEY =
      Pattern.compile("(?m)^\\| `([a-zA-Z_.]+)` \\| (none|required|`[^`]+`) \\| .+\\|$");

  private final String text = read();
  @TempDir private Path directory = Path.of("");

  private static String read() {
    try {
      return Files.readString(Path.of("..", "docs", "traffic.md"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theExampleIsRead() throws Exception {
    Matcher example = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(text);
    assertTrue(example.find());
    TrafficConfig config = Configs.read(directory, example.group(1));
    assertEquals(5, config.services().size());
  }

  @Test
  void namesEveryKeyWithItsDefaultAndNoOther() {
    Map<String, String> expected = new TreeMap<>();
    addKeys("", TrafficConfig.class, expected);
    Map<String, String> named = new TreeMap<>();
    Matcher row = KEY.matcher(text);
    while (row.find()) {
      named.put(row.group(1), row.group(2));
    }
    assertEquals(expected, named);
  }

  private static void addKeys(String path, Class<?> type, Map<String, String> keys) {
    for (RecordComponent component : type.getRecordComponents()) {
      String key = path + component.getName();
      Default declared = component.getAnnotation(Default.class);
      boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
      if (component.getType() == SecretSource.class) {
        keys.put(key, "none");
        keys.put(key + "_file", "none");
      } else if (component.getType() == LogConfig.class) {
        addKeys(key + ".", LogConfig.class, keys);
      } else if (key.equals("services")) {
        addKeys("services.SERVICE.", Service.class, keys);
      } else if (declared != null) {
        keys.put(key, "`" + declared.value() + "`");
      } else {
        keys.put(key, optional ? "none" : "required");
      }
    }
  }

  @Test
  void namesEveryNumberOfTheReport() {
    Arrays.stream(Told.Sums.class.getRecordComponents())
        .map(number -> number.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
        .forEach(name -> assertTrue(text.contains("`" + name + "`"), name));
  }
}
