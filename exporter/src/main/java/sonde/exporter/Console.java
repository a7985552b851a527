package sonde.exporter;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sonde.collect.CollectorReport;
import sonde.collect.Facts;
import sonde.collect.Failure;
import sonde.collect.Outcome;
import sonde.collect.Snapshot;

/** The landing page: the targets with their state, and what became of each collector. */
final class Console {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; }
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
      h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
      table { border-collapse: collapse; width: 100%; }
      th, td { text-align: left; padding: .25rem .75rem .25rem 0; vertical-align: top; }
      th { font-weight: 600; border-bottom: 1px solid #8888; }
      td.n { text-align: right; font-variant-numeric: tabular-nums; }
      .up { color: #1a7f37; } .down { color: #cf222e; } .muted { color: #808080; }
      footer { margin-top: 3rem; color: #808080; }
      """;

  private final BuildInfo build;
  private final List<Target> targets;
  private final Exporter exporter;
  private final StringBuilder page = new StringBuilder(8 * 1024);

  Console(BuildInfo build, List<Target> targets, Exporter exporter) {
    this.build = build;
    this.targets = targets;
    this.exporter = exporter;
  }

  String html() {
    page.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width\"><title>Sonde</title>")
        .append("<style>")
        .append(STYLE)
        .append("</style></head><body><h1>Sonde</h1>")
        .append("<p><a href=\"metrics\">Metrics</a> of all targets</p>");
    if (!exporter.reloaded()) {
      page.append(
          "<p class=\"down\">The configuration could not be reloaded: the log says why.</p>");
    }
    targets.forEach(this::target);
    page.append("<footer>Sonde ");
    text(build.version());
    page.append(" (");
    text(build.revision());
    page.append("), Java ");
    text(build.java());
    return page.append("</footer></body></html>\n").toString();
  }

  private void target(Target target) {
    Snapshot last = target.last();
    page.append("<h2>");
    text(target.name());
    page.append("</h2><p>");
    state(last);
    page.append(" · ");
    text(target.address());
    Facts facts = last == null ? null : last.facts();
    if (facts != null) {
      page.append(" · ");
      text(facts.server() + " · " + facts.role());
    }
    page.append(" · <a href=\"probe?target=");
    text(target.name());
    page.append("\">probe</a></p>");
    Failure failure = last == null ? null : last.failure();
    if (failure != null) {
      page.append("<p class=\"down\">");
      text(failure.message());
      page.append("</p>");
    }
    if (last != null && last.up()) {
      collectors(last.collectors());
    }
  }

  private void state(@Nullable Snapshot last) {
    if (last == null) {
      page.append("<span class=\"muted\">not scraped yet</span>");
    } else if (last.up()) {
      page.append("<span class=\"up\">up</span>, scraped in ").append(millis(last.took()));
    } else {
      page.append("<span class=\"down\">down</span>");
    }
  }

  private void collectors(List<CollectorReport> reports) {
    page.append("<table><thead><tr><th>Collector</th><th>Outcome</th><th>Took</th><th>Series</th>")
        .append("</tr></thead><tbody>");
    for (CollectorReport report : reports) {
      page.append("<tr><td>");
      text(report.collector());
      page.append("</td><td>");
      outcome(report);
      page.append("</td><td class=\"n\">").append(millis(report.took()));
      page.append("</td><td class=\"n\">").append(report.series());
      if (report.dropped() > 0) {
        page.append(" (").append(report.dropped()).append(" dropped)");
      }
      page.append("</td></tr>");
    }
    page.append("</tbody></table>");
  }

  private void outcome(CollectorReport report) {
    Duration age = report.age();
    switch (report.outcome()) {
      case Outcome.Success success ->
          page.append("<span class=\"up\">ok</span>")
              .append(age == null ? "" : ", " + age.toSeconds() + " s old");
      case Outcome.Unsupported unsupported -> {
        page.append("<span class=\"muted\">not here: ");
        text(unsupported.reason());
        page.append("</span>");
      }
      case Outcome.Failed failed -> {
        page.append("<span class=\"down\">");
        text(failed.failure().message());
        page.append("</span>");
      }
    }
  }

  private static String millis(Duration duration) {
    return Math.round(duration.toNanos() / 1e4) / 1e2 + " ms";
  }

  /** Text from wherever it comes, for between tags and in attributes. */
  private void text(String raw) {
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      switch (c) {
        case '&' -> page.append("&amp;");
        case '<' -> page.append("&lt;");
        case '>' -> page.append("&gt;");
        case '"' -> page.append("&quot;");
        case '\'' -> page.append("&#39;");
        default -> page.append(c);
      }
    }
  }
}
