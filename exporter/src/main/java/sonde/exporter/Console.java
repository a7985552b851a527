package sonde.exporter;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
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
      :root { color-scheme: light dark; --line: light-dark(#d8dee4, #3d444d);
        --muted: light-dark(#59636e, #9198a1); --up: light-dark(#1a7f37, #3fb950);
        --down: light-dark(#cf222e, #ff7b72); --wash: light-dark(#f6f8fa, #1c2128); }
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto;
        padding: 0 1rem; background: light-dark(#fff, #0d1117); color: light-dark(#1f2328, #e6edf3); }
      a { color: light-dark(#0969da, #58a6ff); }
      h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 0; }
      section { border: 1px solid var(--line); border-radius: 6px; margin: 1rem 0; padding: .75rem 1rem; }
      section > header { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; }
      p { margin: .4rem 0; } .up { color: var(--up); } .down { color: var(--down); }
      .muted { color: var(--muted); } b { font-weight: 600; }
      .why { overflow-wrap: anywhere; }
      summary { cursor: pointer; color: var(--muted); }
      table { border-collapse: collapse; width: 100%; margin-top: .5rem; font-size: 14px; }
      th, td { text-align: left; padding: .2rem .75rem .2rem 0; vertical-align: top; }
      th { font-weight: 600; border-bottom: 1px solid var(--line); }
      td { border-bottom: 1px solid var(--wash); }
      .n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; padding-right: 0; padding-left: .75rem; }
      footer { margin-top: 2rem; color: var(--muted); font-size: 13px; }
      """;

  private final BuildInfo build;
  private final List<Target> targets;
  private final boolean reloaded;
  private final Instant now;
  private final StringBuilder page = new StringBuilder(16 * 1024);

  /**
   * The page of some targets.
   *
   * @param reloaded whether the last reading of the configuration succeeded
   */
  Console(BuildInfo build, List<Target> targets, boolean reloaded, Instant now) {
    this.build = build;
    this.targets = targets;
    this.reloaded = reloaded;
    this.now = now;
  }

  String html() {
    page.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width\"><title>Sonde</title>")
        .append("<style>")
        .append(STYLE)
        .append("</style></head><body><h1>Sonde</h1>")
        .append("<p><a href=\"metrics\">Metrics</a> of all targets · ");
    long up = targets.stream().map(Target::last).filter(Console::isUp).count();
    page.append(up).append(" of ").append(targets.size()).append(" up</p>");
    if (!reloaded) {
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

  private static boolean isUp(@Nullable Snapshot last) {
    return last != null && last.up();
  }

  private void target(Target target) {
    Snapshot last = target.last();
    page.append("<section id=\"");
    text(target.name());
    page.append("\"><header><h2>");
    text(target.name());
    page.append("</h2>");
    state(last);
    page.append("<span>");
    text(target.address());
    page.append("</span>");
    Facts facts = last == null ? null : last.facts();
    if (facts != null) {
      page.append("<span>");
      text(facts.server() + ", " + facts.role());
      page.append("</span>");
    }
    page.append("<a href=\"probe?target=");
    text(target.name());
    page.append("\">probe</a></header>");
    error(target, last);
    if (last != null && last.up()) {
      collectors(last.collectors());
    }
    page.append("</section>");
  }

  private void state(@Nullable Snapshot last) {
    if (last == null) {
      page.append("<span class=\"muted\">not scraped yet</span>");
      return;
    }
    page.append(last.up() ? "<b class=\"up\">up</b>" : "<b class=\"down\">down</b>");
    page.append("<span class=\"muted\">scraped ");
    ago(last.at());
    page.append(", took ").append(millis(last.took())).append("</span>");
  }

  /** Why the target is down, or was when it last was. */
  private void error(Target target, @Nullable Snapshot last) {
    Failure failure = last == null ? null : last.failure();
    Target.LastError before = target.lastError();
    if (failure != null) {
      page.append("<p class=\"down why\">");
      text(failure.message());
      page.append("</p>");
    } else if (before != null) {
      page.append("<p class=\"muted why\">last error, ");
      ago(before.at());
      page.append(": ");
      text(before.failure().message());
      page.append("</p>");
    }
  }

  private void collectors(List<CollectorReport> reports) {
    long ok = reports.stream().filter(r -> r.outcome() instanceof Outcome.Success).count();
    long failed = reports.stream().filter(r -> r.outcome() instanceof Outcome.Failed).count();
    page.append(failed > 0 ? "<details open>" : "<details>")
        .append("<summary>Collectors: ")
        .append(ok)
        .append(" ok");
    if (failed > 0) {
      page.append(", <span class=\"down\">").append(failed).append(" failed</span>");
    }
    page.append(", ").append(reports.size() - ok - failed).append(" not here</summary>");
    page.append("<table><thead><tr><th>Collector</th><th>Outcome</th><th class=\"n\">Took</th>")
        .append("<th class=\"n\">Series</th></tr></thead><tbody>");
    for (CollectorReport report : reports) {
      page.append("<tr><td>");
      text(report.collector());
      page.append("</td><td class=\"why\">");
      outcome(report);
      boolean ran = !(report.outcome() instanceof Outcome.Unsupported);
      page.append("</td><td class=\"n\">").append(ran ? millis(report.took()) : "");
      page.append("</td><td class=\"n\">").append(ran ? String.valueOf(report.series()) : "");
      if (report.dropped() > 0) {
        page.append(" (").append(report.dropped()).append(" dropped)");
      }
      page.append("</td></tr>");
    }
    page.append("</tbody></table></details>");
  }

  private void outcome(CollectorReport report) {
    Duration age = report.age();
    switch (report.outcome()) {
      case Outcome.Success success ->
          page.append("<span class=\"up\">ok</span>")
              .append(age == null ? "" : ", " + seconds(age) + " old");
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

  private void ago(Instant then) {
    page.append(seconds(Duration.between(then, now))).append(" ago");
  }

  /** In the largest unit of which there are two; seconds else. */
  private static String seconds(Duration duration) {
    if (duration.toHours() >= 2) {
      return duration.toHours() + " h";
    }
    return duration.toMinutes() >= 2
        ? duration.toMinutes() + " min"
        : Math.max(0, duration.toSeconds()) + " s";
  }

  private static String millis(Duration duration) {
    return String.format(Locale.ROOT, "%.2f ms", duration.toNanos() / 1e6);
  }

  private void text(String raw) {
    page.append(escaped(raw));
  }

  /** Text from wherever it comes, for between tags and in attributes. */
  static String escaped(String raw) {
    StringBuilder escaped = new StringBuilder(raw.length() + 16);
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
