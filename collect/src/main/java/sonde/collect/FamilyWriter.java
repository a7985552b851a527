package sonde.collect;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;

/** Writes families in the text format 0.0.4 or in OpenMetrics 1.0. */
final class FamilyWriter {
  private static final int FLUSH_AT = 16 * 1024;
  private static final String TOTAL = "_total";

  private final boolean openMetrics;
  private final OutputStream out;
  private final Utf8Buffer text = new Utf8Buffer(FLUSH_AT + 4096);

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
      Series series = new Series(part.family().labels(), part.labels());
      for (Sample sample : part.samples()) {
        write(name, series, sample);
        if (text.length() > FLUSH_AT) {
          text.drain(out);
        }
      }
    }
  }

  private void write(String name, Series series, Sample sample) {
    // A pattern switch is a call through a method handle, which costs more than the rest here.
    if (sample instanceof Sample.Value single) {
      text.ascii(name);
      series.labels(single.labels());
      value(single.value());
    } else if (sample instanceof Sample.Histogram histogram) {
      histogram(name, series, histogram);
    } else if (sample instanceof Sample.Summary summary) {
      summary(name, series, summary);
    }
  }

  private void head(String name, Family family, Set<String> taken) {
    MetricType type = family.type();
    String shown = name;
    String word = type.word();
    if (openMetrics && type == MetricType.COUNTER) {
      int end = name.length() - TOTAL.length();
      if (name.endsWith(TOTAL) && end > 0 && !taken.contains(name.substring(0, end))) {
        shown = name.substring(0, end);
      } else {
        word = MetricType.UNKNOWN.word();
      }
    } else if (!openMetrics && type == MetricType.UNKNOWN) {
      word = "untyped";
    }
    text.ascii("# HELP ").ascii(shown).ascii(' ').escaped(family.help(), openMetrics);
    text.ascii("\n# TYPE ").ascii(shown).ascii(' ').ascii(word).ascii('\n');
  }

  private void histogram(String name, Series series, Sample.Histogram histogram) {
    List<Double> bounds = histogram.bounds();
    byte[] bucket = opened(name, "_bucket", series, histogram.labels(), "le");
    for (int i = 0; i < bounds.size(); i++) {
      bounded(bucket, bounds.get(i), histogram.counts().get(i));
    }
    bounded(bucket, Double.POSITIVE_INFINITY, histogram.count());
    sumAndCount(name, series, histogram.labels(), histogram.sum(), histogram.count());
  }

  private void summary(String name, Series series, Sample.Summary summary) {
    List<Double> quantiles = summary.quantiles();
    byte[] quantile = opened(name, "", series, summary.labels(), "quantile");
    for (int i = 0; i < quantiles.size(); i++) {
      bounded(quantile, quantiles.get(i), summary.values().get(i));
    }
    sumAndCount(name, series, summary.labels(), summary.sum(), summary.count());
  }

  /** A series up to the value of its last label, in which alone those of one sample differ. */
  private byte[] opened(String name, String suffix, Series series, List<String> own, String last) {
    int start = text.length();
    text.ascii(name).ascii(suffix);
    text.ascii(series.open(own) ? ',' : '{').ascii(last).ascii("=\"");
    return text.cut(start);
  }

  private void bounded(byte[] opened, double bound, double value) {
    text.utf8(opened);
    if (openMetrics) {
      Numbers.appendCanonical(text, bound);
    } else {
      Numbers.append(text, bound);
    }
    text.ascii("\"}");
    value(value);
  }

  private void sumAndCount(String name, Series series, List<String> own, double sum, double count) {
    text.ascii(name).ascii("_sum");
    series.labels(own);
    value(sum);
    text.ascii(name).ascii("_count");
    series.labels(own);
    value(count);
  }

  private void value(double value) {
    text.ascii(' ');
    Numbers.append(text, value);
    text.ascii('\n');
  }

  void end() throws IOException {
    if (openMetrics) {
      text.ascii("# EOF\n");
    }
    text.drain(out);
    out.flush();
  }

  /**
   * What the series of a part have in common: the labels beside their own, and their own's names.
   */
  private final class Series {
    private final List<String> names;
    private final byte[] common;

    Series(List<String> names, Labels common) {
      this.names = names;
      this.common = common.rendered();
    }

    /** Appends all labels, if there are any. */
    void labels(List<String> own) {
      if (open(own)) {
        text.ascii('}');
      }
    }

    /** Opens the braces and leaves them open; whether there was a label to open them for. */
    boolean open(List<String> own) {
      int count = own.size();
      if (common.length == 0 && count == 0) {
        return false;
      }
      text.ascii('{').utf8(common);
      for (int i = 0; i < count; i++) {
        if (i > 0 || common.length > 0) {
          text.ascii(',');
        }
        text.ascii(names.get(i)).ascii("=\"").escaped(own.get(i), true).ascii('"');
      }
      return true;
    }
  }
}
