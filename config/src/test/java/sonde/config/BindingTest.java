package sonde.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BindingTest {
  private static final ConfigReader READER = Sample.reader(Map.of());

  record One<T>(T value) {}

  record Numbers(int i, long l, double d, @Nullable Integer i2, @Nullable Double d2) {}

  record Texts(List<String> all) {}

  record Files2(Path given, Path absolute) {}

  record Outer(@Nullable Inner inner, @Default("{}") Inner always, @Nullable String text) {}

  record Inner(@Default("7") int depth) {}

  record ByName(Map<String, Inner> inner, List<Inner> list) {}

  enum Level {
    DEBUG,
    NOT_SO_BAD
  }

  record Levels(Level a, Level b) {}

  record Flags(List<Boolean> all) {}

  @Test
  void everyKindOfValueIsBound() throws Exception {
    Sample sample =
        READER.readText(
            "F",
            """
            web: {listen: [a:1, b:2], openmetrics: true}
            targets:
              cache:
                type: my_sql
                address: db
                username: sonde
                password: hunter2
                interval: 1h30m
                port: {number: 0x10}
                labels: {b: "1", a: '2'}
                databases: [3, 0o17]
            limits: {concurrent_probes: 1, max_series: 9000000000, ratio: 1e-3, body: 1.5GiB}
            """,
            Sample.class);

    Sample.Target target =
        new Sample.Target(
            Sample.Type.MY_SQL,
            "db",
            "sonde",
            SecretSource.fixed(Secret.of("hunter2")),
            Duration.ofMinutes(90),
            new Sample.Port(16),
            Map.of("a", "2", "b", "1"),
            List.of(3, 15));
    assertEquals(
        new Sample(
            new Sample.Web(new Sample.Addresses(List.of("a:1", "b:2")), true, null),
            Map.of("cache", target),
            new Sample.Limits(1, 9_000_000_000L, 0.001, new DataSize(3L << 29))),
        sample);
    assertEquals(
        List.of("b", "a"), List.copyOf(target(sample).labels().keySet()), "the file's order");
  }

  @Test
  void whatIsAbsentOrWithoutValueHasItsDefault() throws Exception {
    Sample sample =
        READER.readText(
            "F", "web:\ntargets: {cache: {type: redis, address: a, interval: }}", Sample.class);

    assertEquals(
        new Sample.Web(new Sample.Addresses(List.of("0.0.0.0:10600")), false, null), sample.web());
    assertEquals(new Sample.Limits(64, 100_000, 0.5, new DataSize(1 << 20)), sample.limits());
    assertEquals(
        new Sample.Target(
            Sample.Type.REDIS, "a", null, null, Duration.ofSeconds(15), null, Map.of(), List.of()),
        target(sample));
  }

  @Test
  void whatIsOptionalIsNullWhenAbsent() throws Exception {
    Outer outer = READER.readText("F", "text: ~", Outer.class);
    assertNull(outer.inner());
    assertNull(outer.text());
    assertEquals(new Inner(7), outer.always());
  }

  @Test
  void anEntryWithoutValueIsARecordOfItsDefaults() throws Exception {
    ByName bound =
        READER.readText("F", "inner: {a: , b: {depth: 1}}\nlist: [ {}, null ]", ByName.class);
    assertEquals(Map.of("a", new Inner(7), "b", new Inner(1)), bound.inner());
    assertEquals(List.of(new Inner(7), new Inner(7)), bound.list());
  }

  @Test
  void numbersAreThoseOfYaml12() throws Exception {
    assertEquals(
        new Numbers(-12, 255, 3.0, 8, .5),
        READER.readText("F", "{i: -12, l: 0xff, d: 3, i2: 0o10, d2: .5}", Numbers.class));
    assertEquals(
        new Numbers(Integer.MIN_VALUE, Long.MAX_VALUE, -1e10, null, null),
        READER.readText("F", "{i: -2147483648, l: 9223372036854775807, d: -1e10}", Numbers.class));
  }

  @Test
  void wrongNumbersAreReported() {
    assertEquals(
        """
        F:1: i: expected a whole number, found the number 1.5
        F:1: l: expected a whole number, found the text "12"; write it without quotes
        F:1: d: expected a number, found the number .inf
        F:1: i2: expected a whole number, found the text "1_000"
        F:1: d2: expected a number, found the number 1e999, which is too large\
        """,
        Reports.of("{i: 1.5, l: '12', d: .inf, i2: 1_000, d2: 1e999}", Numbers.class));
    assertEquals(
        """
        F:1: i: expected a whole number, found the number 2147483648, which is beyond -2147483648 to 2147483647
        F:1: l: expected a whole number, found the number 9223372036854775808, which is beyond -9223372036854775808 to 9223372036854775807
        F:1: d: expected a number, found true\
        """,
        Reports.of("{i: 2147483648, l: 9223372036854775808, d: true}", Numbers.class));
  }

  @Test
  void aTextMayLookLikeAnythingSingle() throws Exception {
    assertEquals(
        new Texts(List.of("1.10", "true", "on", "0x1", "", "a: b", "!x")),
        READER.readText("F", "all: [1.10, true, on, 0x1, '', 'a: b', \"!x\"]", Texts.class));
    assertEquals(new Texts(List.of("5")), READER.readText("F", "all: [!!str 5]", Texts.class));
    assertEquals(
        """
        F:1: all[0]: expected a text, found a list
        F:1: all[1]: expected a text, found a map
        F:1: all[2]: expected a text, found nothing\
        """,
        Reports.of("all: [[], {}, null]", Texts.class));
  }

  @Test
  void booleansAreTrueAndFalse() throws Exception {
    assertEquals(
        new Flags(List.of(true, false, true)),
        READER.readText("F", "all: [true, false, TRUE]", Flags.class));
    assertEquals(
        """
        F:1: all[0]: expected true or false, found the text "on"
        F:1: all[1]: expected true or false, found the number 1
        F:1: all[2]: expected true or false, found the text "true"; write it without quotes\
        """,
        Reports.of("all: [on, 1, 'true']", Flags.class));
  }

  @Test
  void enumsAreLowerSnakeCase() throws Exception {
    assertEquals(
        new Levels(Level.DEBUG, Level.NOT_SO_BAD),
        READER.readText("F", "{a: debug, b: not_so_bad}", Levels.class));
    assertEquals(
        """
        F:1: a: expected one of debug, not_so_bad, found the text "DEBUG"; did you mean `debug`?
        F:1: b: expected one of debug, not_so_bad, found the number 5\
        """,
        Reports.of("{a: DEBUG, b: 5}", Levels.class));
  }

  @Test
  void pathsAreRelativeToTheFile(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("conf.yaml");
    Files.writeString(file, "{given: a/../b, absolute: /etc/x}");
    assertEquals(
        new Files2(directory.resolve("a/../b"), Path.of("/etc/x")),
        READER.read(file, Files2.class));
    assertEquals(
        new Files2(Path.of("b"), Path.of("/etc/x")),
        READER.readText("F", "{given: b, absolute: /etc/x}", Files2.class));
    assertEquals(
        """
        F:1: given: expected a path, found the text ""
        F:1: absolute: expected a path, found the text "a\\u0000"\
        """,
        Reports.of("{given: '', absolute: \"a\\0\"}", Files2.class));
  }

  @Test
  void aFileThatMustBeReadableIsCheckedAtOnce(@TempDir Path directory) throws Exception {
    Path there = Files.createFile(directory.resolve("there"));
    assertEquals(
        there, READER.readText("F", "config_file: " + there, Sample.Web.class).configFile());
    assertEquals(
        "F:1: config_file: cannot read " + directory + ": is a directory",
        Reports.of("config_file: " + directory, Sample.Web.class));
    assertEquals(
        "F:1: config_file: cannot read /dev/null: is not a regular file",
        Reports.of("config_file: /dev/null", Sample.Web.class));
    assertEquals(
        "F:1: config_file: cannot read the value of \"${WEB}\": no such file",
        Reports.of(Map.of("WEB", "/nowhere"), "config_file: ${WEB}", Sample.Web.class));
  }

  @Test
  void listsAndMapsCannotBeChanged() throws Exception {
    Sample.Target target =
        target(
            READER.readText(
                "F", "targets: {a: {type: redis, address: a, databases: [1]}}", Sample.class));
    assertThrows(UnsupportedOperationException.class, () -> target.databases().add(2));
    assertThrows(UnsupportedOperationException.class, () -> target.labels().put("a", "b"));
  }

  @Test
  void typesThatCannotBeBoundAreAMistakeOfTheProgram() {
    assertThrows(IllegalArgumentException.class, () -> READER.readText("F", "value: 1", One.class));
  }

  private static Sample.Target target(Sample sample) {
    return sample.targets().values().iterator().next();
  }
}
