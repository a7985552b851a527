package sonde.collect;

import java.util.Locale;

/** The formats of an exposition. */
public enum Format {
  /** Prometheus' text format 0.0.4. */
  TEXT("text/plain; version=0.0.4; charset=utf-8"),
  /** OpenMetrics 1.0. */
  OPENMETRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

  private final String contentType;

  Format(String contentType) {
    this.contentType = contentType;
  }

  /** The value of {@code Content-Type}. */
  public String contentType() {
    return contentType;
  }

  /**
   * The format that a client asks for: OpenMetrics if its {@code Accept} header ranks it at least
   * as high as the text format, and always the text format when it asks for neither.
   */
  public static Format negotiate(String accept) {
    double openMetrics = 0;
    double text = 0;
    for (String range : accept.split(",", 64)) {
      String[] parts = range.split(";", 16);
      double quality = 1;
      boolean version1 = true;
      for (int i = 1; i < parts.length; i++) {
        String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
        if (parameter.startsWith("q=")) {
          quality = quality(parameter.substring(2));
        } else if (parameter.startsWith("version=")) {
          version1 = parameter.equals("version=1.0.0");
        }
      }
      switch (parts[0].strip().toLowerCase(Locale.ROOT)) {
        case "application/openmetrics-text" ->
            openMetrics = version1 ? Math.max(openMetrics, quality) : openMetrics;
        case "text/plain", "text/*", "*/*" -> text = Math.max(text, quality);
        default -> {}
      }
    }
    return openMetrics > 0 && openMetrics >= text ? OPENMETRICS : TEXT;
  }

  private static double quality(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
