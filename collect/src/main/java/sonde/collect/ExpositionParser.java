package sonde.collect;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an exposition and is strict about it: what Prometheus would take, but a careful producer
 * would not write, is refused too. Refused are series that stand twice, families in several pieces,
 * descriptions after samples, samples that are not of their family's type, unknown escapes,
 * histograms that do not add up, and OpenMetrics without its end.
 *
 * <p>Timestamps are read and dropped; exemplars, and OpenMetrics' types that no store's exporter
 * has, are refused.
 *
 * <p>Sources: Prometheus, "Exposition formats"; the OpenMetrics 1.0 specification, "Text format".
 */
public final class ExpositionParser {
  private static final String END = "# EOF";

  private final boolean openMetrics;
  private final Map<String, FamilyReader> families = new LinkedHashMap<>();
  private final Set<List<Object>> seen = new HashSet<>();
  private @Nullable FamilyReader current;
  private boolean ended;

  private ExpositionParser(Format format) {
    this.openMetrics = format == Format.OPENMETRICS;
  }

  /** The format of a text: OpenMetrics has an end. */
  public static Format formatOf(String text) {
    return text.stripTrailing().endsWith(END) ? Format.OPENMETRICS : Format.TEXT;
  }

  /**
   * Reads a text.
   *
   * @return the families in their order
   */
  public static List<ParsedFamily> parse(Format format, String text)
      throws MalformedExpositionException {
    ExpositionParser parser = new ExpositionParser(format);
    int number = 1;
    int start = 0;
    try {
      while (start < text.length()) {
        int end = text.indexOf('\n', start);
        if (end < 0) {
          throw new MalformedExpositionException("the last line does not end in a line feed");
        }
        parser.line(text.substring(start, end));
        start = end + 1;
        number++;
      }
      return parser.end();
    } catch (MalformedExpositionException e) {
      throw e.at(number);
    }
  }

  private void line(String line) throws MalformedExpositionException {
    if (ended) {
      throw new MalformedExpositionException("there is more after " + END);
    }
    if (line.startsWith("# HELP ") || line.startsWith("# TYPE ")) {
      describe(line);
    } else if (openMetrics && line.equals(END)) {
      ended = true;
    } else if (line.isEmpty() || line.startsWith("#")) {
      if (openMetrics) {
        throw new MalformedExpositionException("OpenMetrics has no empty lines and no comments");
      }
    } else {
      sample(SampleLine.parse(line, openMetrics));
    }
  }

  private void describe(String line) throws MalformedExpositionException {
    int space = line.indexOf(' ', 7);
    String name = space < 0 ? line.substring(7) : line.substring(7, space);
    String rest = space < 0 ? "" : line.substring(space + 1);
    FamilyReader family = current;
    if (family == null || !family.isNamed(name)) {
      family = begin(name);
    }
    if (line.startsWith("# HELP ")) {
      family.help(SampleLine.unescape(rest, openMetrics));
    } else {
      family.type(rest);
    }
  }

  private void sample(ParsedFamily.Series sample) throws MalformedExpositionException {
    FamilyReader family = current;
    if (family == null || !family.takes(sample)) {
      if (family != null && family.owns(sample.name())) {
        throw new MalformedExpositionException(sample + " is not a sample of a " + family);
      }
      if (openMetrics) {
        throw new MalformedExpositionException(sample + " is outside its family");
      }
      family = begin(sample.name());
    }
    if (!seen.add(List.of(sample.name(), sample.labels()))) {
      throw new MalformedExpositionException(sample + " stands twice");
    }
    family.add(sample);
  }

  private FamilyReader begin(String name) throws MalformedExpositionException {
    if (!SampleLine.isMetricName(name)) {
      throw new MalformedExpositionException("not a metric name: " + name);
    }
    if (current != null) {
      current.check();
    }
    FamilyReader family = new FamilyReader(name, openMetrics);
    if (families.putIfAbsent(name, family) != null) {
      throw new MalformedExpositionException("the family " + name + " stands in several pieces");
    }
    current = family;
    return family;
  }

  private List<ParsedFamily> end() throws MalformedExpositionException {
    if (openMetrics && !ended) {
      throw new MalformedExpositionException("OpenMetrics ends in " + END);
    }
    if (current != null) {
      current.check();
    }
    List<ParsedFamily> all = new ArrayList<>(families.size());
    families.values().forEach(family -> all.add(family.family()));
    return all;
  }
}
