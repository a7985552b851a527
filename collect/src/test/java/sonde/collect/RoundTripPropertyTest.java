package sonde.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written is read as the same families, whatever text the servers put into it. */
class RoundTripPropertyTest {
  private static final List<String> HOSTILE =
      List.of(
          "",
          "\\",
          "\"",
          "\n",
          "\\n",
          "\\\\n",
          "\\\"",
          "\r\n",
          "}",
          "{a=\"b\"} 1\n",
          "# EOF\n",
          "# TYPE x gauge",
          ",",
          "=",
          " ",
          "\t",
          "\u0000",
          "\u007f",
          "\u0085",
          "\u2028",
          "ü",
          "漢字",
          "😀",
          "\ufeff",
          "\uffff",
          "\ud83d",
          "\ude00",
          "NaN",
          "le",
          "a".repeat(2000));

  private final Random random = new Random(9);

  private String hostile() {
    StringBuilder text = new StringBuilder();
    for (int parts = random.nextInt(4); parts >= 0; parts--) {
      text.append(HOSTILE.get(random.nextInt(HOSTILE.size())));
    }
    return text.toString();
  }

  /** Without halves of characters, which only a sink replaces. */
  private static String whole(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private double number() {
    return switch (random.nextInt(6)) {
      case 0 -> Double.longBitsToDouble(random.nextLong());
      case 1 -> random.nextInt(3) - 1;
      case 2 -> Double.POSITIVE_INFINITY;
      case 3 -> random.nextLong();
      default -> random.nextDouble() * 1000;
    };
  }

  private Family family(int number) {
    String help = whole(hostile());
    String[] labels = random.nextBoolean() ? new String[] {"a", "b"} : new String[] {};
    return switch (random.nextInt(6)) {
      case 0 -> Family.gauge("f" + number, help, labels);
      case 1 -> Family.counter("f" + number + "_total", help, labels);
      case 2 -> Family.counter("f" + number, help, labels);
      case 3 -> Family.unknown("f" + number, help, labels);
      case 4 -> Family.histogram("f" + number, help, labels);
      default -> Family.summary("f" + number, help, labels);
    };
  }

  private void put(Sink sink, Family family) {
    String[] labels = family.labels().stream().map(label -> hostile()).toArray(String[]::new);
    switch (family.type()) {
      case HISTOGRAM ->
          sink.histogram(family, List.of(-0.5, 1.0, 2e7), List.of(0.0, 2.0, 7.0), 3.5, 9, labels);
      case SUMMARY ->
          sink.summary(family, List.of(0.0, 0.5), List.of(number(), number()), 1, 2, labels);
      case GAUGE, COUNTER, UNKNOWN -> sink.put(family, number(), labels);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsWrittenIsReadAsTheSame(Format format)
      throws IOException, MalformedExpositionException {
    for (int i = 0; i < 200; i++) {
      List<Family> families = new ArrayList<>();
      for (int number = 0; number < 10; number++) {
        families.add(family(number));
      }
      SampleSink sink =
          new SampleSink(Spec.named("test", "A test's.").emits(families).onByDefault());
      for (int sample = 0; sample < 30; sample++) {
        put(sink, families.get(random.nextInt(families.size())));
      }
      Map<String, String> common = Map.of("t", whole(hostile()));
      Labels labels = Labels.of(common);
      Exposition exposition = new Exposition();
      exposition.add(new Exposition.Block("x", labels, labels, labels, sink.families()));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      exposition.write(format, out);
      assertEquals(
          expected(sink.families(), common, format),
          ExpositionParser.parse(format, out.toString(StandardCharsets.UTF_8)));
    }
  }

  private static List<ParsedFamily> expected(
      List<FamilySamples> families, Map<String, String> common, Format format) {
    List<ParsedFamily> parsed = new ArrayList<>();
    for (FamilySamples each : families) {
      Family family = each.family();
      boolean unnamed =
          format == Format.OPENMETRICS
              && family.type() == MetricType.COUNTER
              && !family.name().endsWith("_total");
      List<ParsedFamily.Series> all = new ArrayList<>();
      for (Sample sample : each.samples()) {
        SortedMap<String, String> labels = new TreeMap<>(common);
        for (int i = 0; i < family.labels().size(); i++) {
          labels.put(family.labels().get(i), sample.labels().get(i));
        }
        addSeries(all, "x_" + family.name(), labels, sample, format);
      }
      parsed.add(
          new ParsedFamily(
              "x_" + family.name(),
              unnamed ? MetricType.UNKNOWN : family.type(),
              family.help(),
              all));
    }
    parsed.sort(Comparator.comparing(ParsedFamily::name));
    return parsed;
  }

  private static void addSeries(
      List<ParsedFamily.Series> all,
      String name,
      SortedMap<String, String> labels,
      Sample sample,
      Format format) {
    boolean point = format == Format.OPENMETRICS;
    switch (sample) {
      case Sample.Value v -> all.add(new ParsedFamily.Series(name, labels, v.value()));
      case Sample.Histogram h -> {
        all.add(with(name + "_bucket", labels, "le", "-0.5", 0));
        all.add(with(name + "_bucket", labels, "le", point ? "1.0" : "1", 2));
        all.add(with(name + "_bucket", labels, "le", "2e+07", 7));
        all.add(with(name + "_bucket", labels, "le", "+Inf", h.count()));
        all.add(new ParsedFamily.Series(name + "_sum", labels, h.sum()));
        all.add(new ParsedFamily.Series(name + "_count", labels, h.count()));
      }
      case Sample.Summary s -> {
        all.add(with(name, labels, "quantile", point ? "0.0" : "0", s.values().get(0)));
        all.add(with(name, labels, "quantile", "0.5", s.values().get(1)));
        all.add(new ParsedFamily.Series(name + "_sum", labels, s.sum()));
        all.add(new ParsedFamily.Series(name + "_count", labels, s.count()));
      }
    }
  }

  private static ParsedFamily.Series with(
      String name, SortedMap<String, String> labels, String label, String text, double value) {
    SortedMap<String, String> more = new TreeMap<>(labels);
    more.put(label, text);
    return new ParsedFamily.Series(name, more, value);
  }
}
