package sonde.collect;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads a line {@code name{label="value",…} value timestamp}. */
final class SampleLine {
  private static final Pattern METRIC = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");

  private final String line;
  private final boolean openMetrics;
  private int at;

  private SampleLine(String line, boolean openMetrics) {
    this.line = line;
    this.openMetrics = openMetrics;
  }

  static boolean isMetricName(String name) {
    return METRIC.matcher(name).matches();
  }

  static ParsedFamily.Series parse(String line, boolean openMetrics)
      throws MalformedExpositionException {
    return new SampleLine(line, openMetrics).series();
  }

  private ParsedFamily.Series series() throws MalformedExpositionException {
    String name = upTo("{ \t");
    if (!isMetricName(name)) {
      throw new MalformedExpositionException("not a metric name: " + name);
    }
    TreeMap<String, String> labels = new TreeMap<>();
    skipBlanks();
    if (at < line.length() && line.charAt(at) == '{') {
      at++;
      labels(labels);
      if (openMetrics && (at == line.length() || line.charAt(at) != ' ')) {
        throw new MalformedExpositionException("a space is missing after the labels");
      }
      skipBlanks();
    }
    double value = number(upTo(" \t"));
    skipBlanks();
    if (at < line.length()) {
      timestamp(line.substring(at));
    }
    SortedMap<String, String> all = Collections.unmodifiableSortedMap(labels);
    return new ParsedFamily.Series(name, all, value);
  }

  private String upTo(String delimiters) {
    int start = at;
    while (at < line.length() && delimiters.indexOf(line.charAt(at)) < 0) {
      at++;
    }
    return line.substring(start, at);
  }

  /** Blanks between the parts: as many as one likes in the text format, one in OpenMetrics. */
  private void skipBlanks() {
    if (openMetrics) {
      at += at < line.length() && line.charAt(at) == ' ' ? 1 : 0;
      return;
    }
    while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
      at++;
    }
  }

  private void labels(SortedMap<String, String> labels) throws MalformedExpositionException {
    while (true) {
      if (at == line.length()) {
        throw new MalformedExpositionException("the labels do not end");
      }
      if (line.charAt(at) == '}' && (labels.isEmpty() || line.charAt(at - 1) != ',')) {
        at++;
        return;
      }
      String name = upTo("=}");
      if (!LABEL.matcher(name).matches()) {
        throw new MalformedExpositionException("not a label name: " + name);
      }
      if (!line.startsWith("=\"", at)) {
        throw new MalformedExpositionException("label " + name + " has no quoted value");
      }
      at += 2;
      if (labels.put(name, quoted()) != null) {
        throw new MalformedExpositionException("label " + name + " stands twice");
      }
      if (at < line.length() && line.charAt(at) == ',') {
        at++;
      } else if (at < line.length() && line.charAt(at) != '}') {
        throw new MalformedExpositionException("a comma is missing after label " + name);
      }
    }
  }

  private String quoted() throws MalformedExpositionException {
    int start = at;
    while (at < line.length() && line.charAt(at) != '"') {
      at += line.charAt(at) == '\\' ? 2 : 1;
    }
    if (at >= line.length()) {
      throw new MalformedExpositionException("a label's value does not end");
    }
    at++;
    return unescape(line.substring(start, at - 1), true);
  }

  /**
   * Undoes the escapes of a label's value or, without those of quotes, of the text format's help.
   */
  static String unescape(String text, boolean quotes) throws MalformedExpositionException {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    int done = 0;
    for (int i = text.indexOf('\\'); i >= 0; i = text.indexOf('\\', done)) {
      char escaped = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
      if (escaped != 'n' && escaped != '\\' && !(quotes && escaped == '"')) {
        throw new MalformedExpositionException("unknown escape in: " + text);
      }
      plain.append(text, done, i).append(escaped == 'n' ? '\n' : escaped);
      done = i + 2;
    }
    return plain.append(text, done, text.length()).toString();
  }

  static double number(String text) throws MalformedExpositionException {
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> {
        if (!NUMBER.matcher(text).matches()) {
          throw new MalformedExpositionException("not a number: " + text);
        }
        yield Double.parseDouble(text);
      }
    };
  }

  /** Milliseconds in the text format, seconds with a fraction in OpenMetrics. */
  private void timestamp(String text) throws MalformedExpositionException {
    if (!(openMetrics ? NUMBER : Pattern.compile("-?\\d{1,18}")).matcher(text).matches()) {
      throw new MalformedExpositionException("unexpected after the value: " + text);
    }
  }
}
