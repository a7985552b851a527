package sonde.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ValidationTest {

  record Wrong(int value) implements Validated {
    @Override
    public void validate(Checks checks) {
      checks.problem("vlaue", "never");
    }
  }

  record Mute(String text) {
    Mute {
      throw new IllegalArgumentException();
    }
  }

  record Collectors(Map<String, Object> settings) {
    static Collectors convert(YamlValue value) {
      Map<String, Object> settings = new LinkedHashMap<>();
      value
          .map()
          .forEach(
              (name, setting) -> {
                if (!List.of("keys", "latency").contains(name)) {
                  setting.unknownKey(name, List.of("keys", "latency"));
                } else if (setting.kind() == YamlValue.Kind.MAP) {
                  put(settings, name, setting.as(Sample.Limits.class));
                } else {
                  put(settings, name, setting.as(Boolean.class));
                }
              });
      return new Collectors(settings);
    }

    private static void put(Map<String, Object> settings, String name, @Nullable Object setting) {
      if (setting != null) {
        settings.put(name, setting);
      }
    }
  }

  record HostPort(String host, int port) {
    static HostPort parse(String text) {
      int colon = text.lastIndexOf(':');
      if (colon < 0) {
        throw new IllegalArgumentException("expected HOST:PORT, found " + text);
      }
      return new HostPort(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }
  }

  record Converted(Collectors collectors, @Nullable HostPort address, @Nullable YamlValue later) {}

  private static ConfigReader reader() {
    return ConfigReader.expanding(Environment.of(Map.of("ADDRESS", "secret-host")))
        .with(Collectors.class, Collectors::convert)
        .with(HostPort.class, Converter.ofText(HostPort::parse));
  }

  private static String refusal(ConfigReader reader, String yaml, Class<?> type) {
    return assertThrows(ConfigException.class, () -> reader.readText("F", yaml, type)).getMessage();
  }

  @Test
  void aRecordReportsSeveralProblemsAtItsComponents() {
    assertEquals(
        """
        F:2: targets.db.databases: must name one
        F:2: targets.db: has more than 2 labels
        F:5: targets.db.username: needs a password\
        """,
        Reports.of(
            """
            targets:
              db:
                type: postgres
                address: db
                username: sonde
                labels: {a: b, c: d, e: f}
            """,
            Sample.class));
  }

  @Test
  void aConstructorsRefusalStandsAtTheValue() {
    assertEquals("F:1: is not valid", Reports.of("text: a", Mute.class));
    assertEquals(
        "F:1: targets.a.port: port 0 is not within 1 to 65535",
        Reports.of("targets: {a: {type: redis, address: a, port: {number: 0}}}", Sample.class));
  }

  @Test
  void aProblemAtNoComponentIsAMistakeOfTheProgram() {
    assertThrows(
        IllegalArgumentException.class,
        () -> ConfigReader.literal().readText("F", "value: 1", Wrong.class));
  }

  @Test
  void convertersLookAtWhatIsThere() throws Exception {
    Converted converted =
        reader()
            .readText(
                "F",
                "collectors: {keys: {ratio: 1}, latency: false}\naddress: '[::1]:80'",
                Converted.class);
    assertEquals(
        new Collectors(
            Map.of(
                "keys",
                new Sample.Limits(64, 100_000, 1, new DataSize(1 << 20)),
                "latency",
                false)),
        converted.collectors());
    assertEquals(new HostPort("[::1]", 80), converted.address());
  }

  @Test
  void convertersReportAtTheirPlaces() {
    assertEquals(
        """
        F:2: collectors.key: unknown key, did you mean `keys`? Allowed: keys, latency
        F:3: collectors.keys.ratoi: unknown key, did you mean `ratio`? Allowed: concurrent_probes, max_series, ratio, body
        F:4: collectors.latency: expected true or false, found a list
        F:5: address: expected HOST:PORT, found ${ADDRESS}\
        """,
        refusal(
            reader(),
            """
            collectors:
              key: true
              keys: {ratoi: 1}
              latency: []
            address: ${ADDRESS}
            """,
            Converted.class));
    assertEquals(
        """
        F:1: collectors: expected a map, found a list
        F:2: address: expected a text, found a map\
        """,
        refusal(reader(), "collectors: []\naddress: {}", Converted.class));
  }

  @Test
  void aConverterWithoutAnswerIsReported() {
    ConfigReader reader = ConfigReader.literal().with(HostPort.class, _ -> null);
    assertEquals("F:1: is not valid", refusal(reader, "a: b", HostPort.class));
  }

  @Test
  void aValueMayBeBoundLaterIntoTheSameReport() {
    Report report = new Report();
    Converted converted =
        reader().readText("F", "collectors: {}\nlater: {number: 0}", Converted.class, report);
    assertEquals(List.of(), report.problems());
    YamlValue later = converted == null ? null : converted.later();
    assertEquals("F:2: later", String.valueOf(later));
    if (later != null) {
      assertEquals(null, later.as(Sample.Port.class));
      later.problem("is late");
    }
    assertEquals(
        List.of("F:2: later: port 0 is not within 1 to 65535", "F:2: later: is late"),
        report.problems().stream().map(Problem::toString).toList());
  }

  @Test
  void aValueTellsWhatItIs() throws Exception {
    record Any(YamlValue all) {}
    Any any = ConfigReader.literal().readText("F", "all: [a, [1], {b: c}, 5]", Any.class);
    List<YamlValue> items = any.all().list();
    assertEquals(
        List.of(
            YamlValue.Kind.SCALAR, YamlValue.Kind.LIST, YamlValue.Kind.MAP, YamlValue.Kind.SCALAR),
        items.stream().map(YamlValue::kind).toList());
    assertEquals("a", items.get(0).text());
    assertEquals("\"a\"", items.get(0).shown());
    assertEquals("a list", items.get(1).shown());
    assertEquals(List.of(1), items.get(1).asList(Integer.class));
    assertEquals(Map.of("b", "c"), items.get(2).asMap(String.class));
    assertEquals(
        List.of("all[2].b"), items.get(2).map().values().stream().map(YamlValue::path).toList());
    assertEquals("F", items.get(3).file());
    assertEquals(1, items.get(3).line());
  }

  @Test
  void aMapCanBeCompleted() throws Exception {
    record All(YamlValue later) {}
    Report report = new Report();
    All all = ConfigReader.literal().readText("F", "later: {}", All.class, report);
    YamlValue later = all == null ? null : all.later();
    if (later == null) {
      throw new AssertionError("was not read");
    }
    assertEquals(new Host("h"), later.with("host", "h").as(Host.class));
    assertEquals(null, later.as(Host.class));
    assertEquals(null, later.with("hosst", "h").as(Host.class));
    assertEquals(
        List.of(
            "F:1: later.host: is required",
            "F:1: later.hosst: unknown key, did you mean `host`? Allowed: host",
            "F:1: later.host: is required"),
        report.problems().stream().map(Problem::toString).toList());
  }

  record Host(String host) {}
}
