package sonde.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import sonde.collect.ExpositionParser;
import sonde.collect.Format;
import sonde.collect.MalformedExpositionException;
import sonde.collect.ParsedFamily;
import sonde.collect.ParsedFamily.Series;

/** An exposition that was read strictly. */
record Metrics(List<ParsedFamily> families) {
  static Metrics parse(Format format, String text) throws MalformedExpositionException {
    return new Metrics(ExpositionParser.parse(format, text));
  }

  /** The names of the families. */
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    families.forEach(family -> names.add(family.name()));
    return names;
  }

  /** All series. */
  Stream<Series> series() {
    return families.stream().flatMap(family -> family.samples().stream());
  }

  /** The series of a name. */
  List<Series> series(String name) {
    return series().filter(series -> series.name().equals(name)).toList();
  }

  /** Whether there is a series of just these labels, names and values in turn. */
  boolean has(String name, String... labels) {
    Map<String, String> wanted = map(labels);
    return series(name).stream().anyMatch(series -> series.labels().equals(wanted));
  }

  /** The value of the series with just these labels, names and values in turn. */
  double value(String name, String... labels) {
    Map<String, String> wanted = map(labels);
    List<Series> found =
        series(name).stream().filter(series -> series.labels().equals(wanted)).toList();
    assertEquals(1, found.size(), () -> name + wanted + " among " + series(name));
    return found.getFirst().value();
  }

  private static Map<String, String> map(String... labels) {
    Map<String, String> map = new TreeMap<>();
    for (int i = 0; i < labels.length; i += 2) {
      map.put(labels[i], labels[i + 1]);
    }
    return map;
  }
}
