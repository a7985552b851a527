package sonde.redisclient;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Follows the primary that Sentinels name. */
final class SentinelPrimaries implements Primaries {
  private static final Duration POLL = Duration.ofSeconds(1);

  private final SentinelGroup group;
  private final Listener listener;
  private final List<SentinelWatch> watches;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("sentinel-", 0).factory());
  private final Lookout lookout;
  private volatile @Nullable SentinelAnswer known;
  private volatile @Nullable Settled settled;

  /** What a round has shown that began at that time. */
  private record Settled(RedisAddress primary, long begun) {}

  private SentinelPrimaries(SentinelGroup group, Listener listener) {
    this.group = group;
    this.listener = listener;
    this.lookout = new Lookout("sentinel-poll", POLL, this::look);
    this.watches =
        group.addresses().stream()
            .map(address -> new SentinelWatch(group, address, lookout::wake, listener::noted))
            .toList();
  }

  static SentinelPrimaries start(SentinelGroup group, Listener listener) {
    SentinelPrimaries primaries = new SentinelPrimaries(group, listener);
    primaries.watches.forEach(watch -> primaries.threads.execute(watch::follow));
    primaries.lookout.start();
    return primaries;
  }

  private void look() {
    long begun = System.nanoTime();
    List<CompletableFuture<Optional<SentinelAnswer>>> round =
        watches.stream()
            .map(
                watch ->
                    CompletableFuture.supplyAsync(watch::ask, threads)
                        .whenComplete((answer, _) -> answer.ifPresent(this::takeNewer)))
            .toList();
    List<Optional<SentinelAnswer>> answers = round.stream().map(CompletableFuture::join).toList();
    takeAgreement(answers);
    settle(answers.stream().flatMap(Optional::stream).toList(), begun);
  }

  /** Takes an answer at once if it is newer: one Sentinel that is gone must not hold up a round. */
  private void takeNewer(SentinelAnswer answer) {
    take(answer, false);
  }

  /**
   * Takes an older or equal epoch only from all Sentinels together: in the middle of a failover a
   * majority may not have heard of it yet, while Sentinels that were set up anew all begin at 0.
   */
  private void takeAgreement(List<Optional<SentinelAnswer>> answers) {
    List<RedisAddress> named =
        answers.stream().flatMap(Optional::stream).map(SentinelAnswer::primary).toList();
    if (named.size() == watches.size() && named.stream().distinct().count() == 1) {
      take(answers.getFirst().orElseThrow(), true);
    }
  }

  /** Which Sentinel leads a failover nobody else knows: none of those who answer may. */
  private void settle(List<SentinelAnswer> answers, long begun) {
    SentinelAnswer newest = known;
    if (newest != null
        && answers.size() > watches.size() / 2
        && answers.stream()
            .allMatch(one -> one.primary().equals(newest.primary()) && !one.leaving())) {
      settled = new Settled(newest.primary(), begun);
    }
  }

  @Override
  public boolean settled(RedisAddress primary, long since) {
    Settled last = settled;
    if (last != null && last.primary().equals(primary) && last.begun() - since >= 0) {
      return true;
    }
    lookout.wake();
    return false;
  }

  private void take(SentinelAnswer answer, boolean agreed) {
    boolean changed;
    synchronized (this) {
      SentinelAnswer before = known;
      if (!agreed && !answer.supersedes(before)) {
        return;
      }
      known = answer;
      changed = before == null || !before.primary().equals(answer.primary());
    }
    if (changed) {
      listener.changed();
    }
  }

  @Override
  public RedisAddress of(byte[] key) throws NoPrimaryException {
    SentinelAnswer answer = known;
    if (answer == null) {
      throw new NoPrimaryException(
          "no Sentinel has named the primary of " + group.master() + ": " + problems());
    }
    return answer.primary();
  }

  private String problems() {
    return watches.stream()
        .map(SentinelWatch::problem)
        .filter(Objects::nonNull)
        .collect(Collectors.joining("; "));
  }

  @Override
  public Set<RedisAddress> all() {
    SentinelAnswer answer = known;
    return answer == null ? Set.of() : Set.of(answer.primary());
  }

  @Override
  public void doubt() {
    lookout.wake();
  }

  @Override
  public void close() {
    lookout.close();
    watches.forEach(SentinelWatch::close);
    threads.shutdownNow();
  }
}
