package sonde.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExpansionTest {
  private static final Map<String, String> VARIABLES =
      Map.of("PORT", "6379", "HOST", "cache", "EMPTY", "", "NULL", "null", "YAML", "{a: [b]}");

  record Texts(List<String> all) {}

  record Typed(int port, boolean on, @Nullable String text, @Nullable Duration pause) {}

  record Hidden(
      @Nullable Secret secret,
      @Nullable Integer number,
      Sample.@Nullable Type type,
      @Nullable Duration pause,
      @Nullable Word word,
      @Nullable Texts texts) {}

  record Word(String text) {
    Word {
      throw new IllegalArgumentException("no word: " + text);
    }
  }

  private static String expand(String written) throws ConfigException {
    String yaml = "all: [\"" + written + "\"]";
    return Sample.reader(VARIABLES).readText("F", yaml, Texts.class).all().getFirst();
  }

  @Test
  void variablesAreExpandedAnywhereInAText() throws Exception {
    assertEquals("redis://cache:6379/", expand("redis://${HOST}:${PORT}/"));
    assertEquals("{a: [b]}", expand("${YAML}"), "never parsed as YAML");
    assertEquals("", expand("${EMPTY}"));
  }

  @Test
  void aDefaultStandsForWhatIsUnsetOrEmpty() throws Exception {
    assertEquals("cache", expand("${HOST:-other}"));
    assertEquals("other", expand("${UNSET:-other}"));
    assertEquals("other", expand("${EMPTY:-other}"));
    assertEquals("", expand("${UNSET:-}"));
    assertEquals("a:-b c", expand("${UNSET:-a:-b} c"));
  }

  @Test
  void aDoubledDollarIsALiteral() throws Exception {
    assertEquals("${HOST}", expand("$${HOST}"));
    assertEquals("$cache $$ $HOST $", expand("$$${HOST} $$ $HOST $").replace("${HOST}", "cache"));
    assertEquals("$2y$10$abc", expand("$2y$10$abc"));
  }

  @Test
  void everyUnsetVariableIsNamed() {
    assertEquals(
        """
        F:2: all[0]: the variable A is not set; set it, or write ${A:-default}
        F:2: all[0]: the variable B_2 is not set; set it, or write ${B_2:-default}
        F:5: x: unknown key. Allowed: all
        F:5: x.y: the variable C is not set; set it, or write ${C:-default}\
        """,
        Reports.of(
            VARIABLES, "all:\n- ${A}${B_2}${HOST}\n- |-\n  ok\nx: {y: 'a ${C} b'}", Texts.class));
  }

  @Test
  void whatIsNoVariableIsReported() {
    String message =
        "`${` starts a variable, as in ${NAME} or ${NAME:-default}; write `$${` for a literal";
    assertEquals(
        "F:1: all[0]: %1$s\nF:1: all[1]: %1$s\nF:1: all[2]: %1$s".formatted(message),
        Reports.of("all: ['${', '${1A}', '${A-B}']", Texts.class));
  }

  @Test
  void keysAreNeverExpanded() {
    assertEquals(
        "F:1: ${HOST}: unknown key. Allowed: all",
        Reports.of(VARIABLES, "{'${HOST}': 1, all: []}", Texts.class));
  }

  @Test
  void aPlainValueGetsItsTypeAfterExpansion() throws Exception {
    ConfigReader reader = Sample.reader(Map.of("PORT", "6379", "ON", "true", "NULL", "null"));
    assertEquals(
        new Typed(6379, true, "null", null),
        reader.readText("F", "port: ${PORT}\non: ${ON}\ntext: ${NULL}", Typed.class),
        "a variable is not YAML's null");
    Typed empty = reader.readText("F", "port: ${P:-1}\non: true\ntext: ${UNSET:-}", Typed.class);
    assertNull(empty.text(), "an empty variable is no value");
    assertEquals(
        new Typed(6379, false, "", Duration.ofSeconds(5)),
        reader.readText(
            "F",
            "{port: '${PORT}', on: \"${OFF:-false}\", text: '${UNSET:-}', pause: '${S:-5}s'}",
            Typed.class),
        "also in quotes, which YAML wants within braces");
  }

  @Test
  void aVariableThatYamlDoesNotReadGetsAHint() {
    assertEquals(
        "F:2: is not valid YAML: expected ',' or '}', but got {;"
            + " a ${NAME} within { } or [ ] must be quoted",
        Reports.of("\n{port: ${PORT}, on: true}", Typed.class));
  }

  @Test
  void theValueOfAVariableIsNeverShown() {
    String value = "redis-hunter2";
    String report =
        Reports.of(
            Map.of("PW", value),
            """
            number: ${PW}
            type: ${PW}
            pause: 5 ${PW}
            word: {text: "a ${PW} b"}
            texts: ${PW}
            secret: [ "${PW}" ]
            """,
            Hidden.class);
    assertEquals(
        """
        F:1: number: expected a whole number, found the value of \"${PW}\"
        F:2: type: expected one of redis, postgres, my_sql, found the value of \"${PW}\"
        F:3: pause: expected a duration such as 250ms, 15s, 5m, 1h30m or 30d, found the value of \"5 ${PW}\"
        F:4: word: no word: a ${PW} b
        F:5: texts: expected a map, found a single value
        F:6: secret: expected a text, found a list\
        """,
        report);
    assertFalse(report.contains("hunter2"));
  }

  @Test
  void aLiteralReaderExpandsNothing() throws Exception {
    assertEquals(
        List.of("${HOST}", "$${"),
        ConfigReader.literal().readText("F", "all: ['${HOST}', '$${']", Texts.class).all());
  }

  @Test
  void theProcessEnvironmentIsASource() {
    assertEquals(System.getenv("PATH"), Environment.system().get("PATH"));
    assertNull(Environment.system().get("SONDE_NO_SUCH_VARIABLE"));
  }
}
