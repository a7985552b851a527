package sonde.collect;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Writes families in the text format 0.0.4 or in OpenMetrics 1.0. */
final class FamilyWriter {
  private static final int FLUSH_AT = 16 * 1024;
  private static final String TOTAL = "_total";

  private final boolean openMetrics;
  private final OutputStream out;
  private final StringBuilder line = new StringBuilder(FLUSH_AT + 1024);

  FamilyWriter(Format format, OutputStream out) {
    this.openMetrics = format == Format.OPENMETRICS;
    this.out = out;
  }

  /**
   * Writes a family.
   *
   * @param taken the names of all families
   */
  void write(String name, Exposition.Group group, Set<String> taken) throws IOException {
    head(name, group.family(), taken);
    for (Exposition.Part part : group.parts()) {
      // Two products may give a family other label names, so each part brings its own.
      Family family = part.family();
      for (Sample sample : part.samples()) {
        switch (sample) {
          case Sample.Value v -> value(name, "", family, part.labels(), v.labels(), v.value());
          case Sample.Histogram h -> histogram(name, family, part.labels(), h);
          case Sample.Summary s -> summary(name, family, part.labels(), s);
        }
        if (line.length() > FLUSH_AT) {
          drain();
        }
      }
    }
  }

  private void head(String name, Family family, Set<String> taken) {
    MetricType type = family.type();
    String shown = name;
    String word = type.name().toLowerCase(Locale.ROOT);
    if (openMetrics && type == MetricType.COUNTER) {
      int end = name.length() - TOTAL.length();
      if (name.endsWith(TOTAL) && end > 0 && !taken.contains(name.substring(0, end))) {
        shown = name.substring(0, end);
      } else {
        word = "unknown";
      }
    } else if (!openMetrics && type == MetricType.UNKNOWN) {
      word = "untyped";
    }
    line.append("# HELP ").append(shown).append(' ');
    if (openMetrics) {
      Escapes.quotedHelp(line, family.help());
    } else {
      Escapes.help(line, family.help());
    }
    line.append("\n# TYPE ").append(shown).append(' ').append(word).append('\n');
  }

  private void value(
      String name, String suffix, Family family, Labels common, List<String> own, double value) {
    line.append(name).append(suffix);
    if (labels(family, common, own)) {
      line.append('}');
    }
    end(value);
  }

  private void histogram(String name, Family family, Labels common, Sample.Histogram histogram) {
    for (int i = 0; i < histogram.bounds().size(); i++) {
      bucket(name, family, common, histogram, histogram.bounds().get(i), histogram.counts().get(i));
    }
    bucket(name, family, common, histogram, Double.POSITIVE_INFINITY, histogram.count());
    value(name, "_sum", family, common, histogram.labels(), histogram.sum());
    value(name, "_count", family, common, histogram.labels(), histogram.count());
  }

  private void bucket(
      String name,
      Family family,
      Labels common,
      Sample.Histogram histogram,
      double bound,
      double count) {
    line.append(name).append("_bucket");
    line.append(labels(family, common, histogram.labels()) ? ',' : '{').append("le=\"");
    bound(bound);
    line.append("\"}");
    end(count);
  }

  private void summary(String name, Family family, Labels common, Sample.Summary summary) {
    for (int i = 0; i < summary.quantiles().size(); i++) {
      line.append(name);
      line.append(labels(family, common, summary.labels()) ? ',' : '{').append("quantile=\"");
      bound(summary.quantiles().get(i));
      line.append("\"}");
      end(summary.values().get(i));
    }
    value(name, "_sum", family, common, summary.labels(), summary.sum());
    value(name, "_count", family, common, summary.labels(), summary.count());
  }

  private void bound(double bound) {
    if (openMetrics) {
      Numbers.appendCanonical(line, bound);
    } else {
      Numbers.append(line, bound);
    }
  }

  /** Opens the braces and leaves them open; returns whether there was a label to open them for. */
  private boolean labels(Family family, Labels common, List<String> own) {
    String rendered = common.rendered();
    if (rendered.isEmpty() && own.isEmpty()) {
      return false;
    }
    line.append('{').append(rendered);
    for (int i = 0; i < own.size(); i++) {
      if (i > 0 || !rendered.isEmpty()) {
        line.append(',');
      }
      line.append(family.labels().get(i)).append("=\"");
      Escapes.labelValue(line, own.get(i));
      line.append('"');
    }
    return true;
  }

  private void end(double value) {
    line.append(' ');
    Numbers.append(line, value);
    line.append('\n');
  }

  void end() throws IOException {
    if (openMetrics) {
      line.append("# EOF\n");
    }
    drain();
    out.flush();
  }

  private void drain() throws IOException {
    out.write(line.toString().getBytes(StandardCharsets.UTF_8));
    line.setLength(0);
  }
}
