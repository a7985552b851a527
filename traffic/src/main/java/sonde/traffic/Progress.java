package sonde.traffic;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sonde.config.Durations;

/** A line in the log every second of the first minute, then every ten. Used by one thread. */
final class Progress {
  private static final Logger LOG = LoggerFactory.getLogger(Progress.class);
  private static final int OFTEN = 60;
  private static final int SELDOM = 10;

  private final List<Traffic.Line> lines;
  private int seconds;
  private int secondsBefore;
  private long endedBefore;

  Progress(List<Traffic.Line> lines) {
    this.lines = lines;
  }

  /** What is about to happen. */
  static String plan(TrafficConfig config) {
    double rate = config.services().values().stream().mapToDouble(Service::rate).sum();
    Duration duration = config.duration();
    return String.format(
        Locale.ROOT,
        "%.1f connections a second to %s, %s",
        rate,
        String.join(", ", config.services().keySet()),
        duration == null ? "until told to end" : "for " + Durations.format(duration));
  }

  /** To be called every second. */
  void tick() {
    seconds++;
    if (seconds > OFTEN && seconds % SELDOM != 0) {
      return;
    }
    long ended = sum(counts -> counts.sum(outcome -> outcome != Outcome.SKIPPED));
    double rate = (double) (ended - endedBefore) / (seconds - secondsBefore);
    LOG.info("{}", String.format(Locale.ROOT, "%ds: %.1f a second, %s", seconds, rate, sums()));
    secondsBefore = seconds;
    endedBefore = ended;
  }

  /** How many are done, failed and skipped so far. */
  String sums() {
    long done = sum(counts -> counts.of(Outcome.COMPLETED));
    long skipped = sum(counts -> counts.of(Outcome.SKIPPED));
    long ended = sum(counts -> counts.sum(_ -> true));
    return done + " done, " + (ended - done - skipped) + " failed, " + skipped + " skipped";
  }

  private long sum(ToLongFunction<Counts> what) {
    return lines.stream().map(Traffic.Line::counts).mapToLong(what).sum();
  }
}
