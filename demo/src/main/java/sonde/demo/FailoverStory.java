package sonde.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import sonde.servers.RedisGroup;
import sonde.servers.RedisServer;

/**
 * {@code sonde demo --failover}: kills the primary while clients count, and tells what became of
 * it, second by second.
 */
final class FailoverStory {
  private static final int CLIENTS = 8;
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final int BEFORE = 500;
  private static final int AFTER = 500;

  private final RedisGroup group;
  private final Tallies tallies;
  private final PrintStream out;
  private final CallLog log = new CallLog();
  private long begun = System.nanoTime();

  FailoverStory(RedisGroup group, Tallies tallies, PrintStream out) {
    this.group = group;
    this.tallies = tallies;
    this.out = out;
  }

  /** Tells it; whether nothing was lost and nothing counted twice. */
  boolean tell(SplittableRandom random) throws InterruptedException, IOException {
    RedisServer primary = group.primary();
    try (Callers _ = Callers.start(tallies.urls(), CLIENTS, PAUSE, log, random)) {
      await(() -> log.counted() >= BEFORE);
      begun = System.nanoTime();
      line(log.counted() + " calls are counted; the primary, " + primary.address() + ", is killed");
      primary.kill();
      final int counted = log.counted();
      await(() -> !group.primary().equals(primary));
      line("the Sentinels have made " + group.primary().address() + " the primary");
      await(() -> log.counted() > counted + CLIENTS);
      line("calls are counted again; for " + log.longestGapMillis() + " ms none was");
      primary.restart();
      line(primary.address() + " is back");
      await(group::isWhole);
      line("it follows the new primary; both replicas are attached");
      final int again = log.counted();
      await(() -> log.counted() > again + AFTER);
    }
    return sum();
  }

  private boolean sum() {
    line(log.counted() + " calls have their number, the slowest in " + log.slowestMillis() + " ms");
    log.failures()
        .forEach((how, times) -> line(times + " times one " + how + " and was sent again"));
    long off = 0;
    for (String id : log.ids()) {
      long count = Long.parseLong(group.primary().call("GET", id));
      off += Math.abs(log.off(id, count));
    }
    boolean right = off == 0 && log.twice() == 0;
    line(
        right
            ? "the counts in Redis are those of the calls: nothing was lost, nothing counted twice"
            : "WRONG: the counts are off by " + off + ", " + log.twice() + " given twice");
    return right;
  }

  private void line(String text) {
    out.printf(Locale.ROOT, "%6.2f s  %s%n", (System.nanoTime() - begun) / 1e9, text);
    out.flush();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException, IOException {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new IOException(
            "what follows did not come within " + LONGEST.toSeconds() + " seconds");
      }
      Thread.sleep(LOOK);
    }
  }
}
