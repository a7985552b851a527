package sonde.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.collect.Deadline;
import sonde.collect.Snapshot;
import sonde.collect.SystemTime;
import sonde.collect.Time;
import sonde.config.Environment;
import sonde.servers.RedisServer;
import sonde.testkit.Await;

/** How long what requests named stays open. */
@SuppressWarnings("NullAway.Init") // JUnit sets the directory, and start() the rest.
class ProbedTargetsTest {
  @TempDir Path directory;
  private final Clock clock = new Clock();
  private ProbeAllow rules;
  private ProbedTargets probed;

  /** A clock that a test moves. */
  private static final class Clock implements Time {
    private final List<Due> waiting = new ArrayList<>();
    private long now;

    private record Due(long nanos, Runnable action) {}

    @Override
    public long nanos() {
      return now;
    }

    @Override
    public Instant now() {
      return Instant.ofEpochSecond(0, now);
    }

    @Override
    public Alarm at(long nanos, Runnable action) {
      Due due = new Due(nanos, action);
      waiting.add(due);
      return () -> waiting.remove(due);
    }

    void pass(Duration duration) {
      long end = now + duration.toNanos();
      while (true) {
        Due next =
            waiting.stream()
                .filter(due -> due.nanos <= end)
                .min(java.util.Comparator.comparingLong(Due::nanos))
                .orElse(null);
        if (next == null) {
          break;
        }
        waiting.remove(next);
        now = Math.max(now, next.nanos);
        next.action.run();
      }
      now = end;
    }
  }

  @BeforeEach
  void start() throws Exception {
    rules = rules("redis://*.svc");
    TargetContext context = new TargetContext(clock, Runnable::run, new Random(), () -> 0);
    probed = new ProbedTargets(context, rules, 3);
  }

  private ProbeAllow rules(String address) throws Exception {
    Path file = directory.resolve("sonde.yaml");
    Files.writeString(
        file,
        "probe: {allow: [{address: '%s', module: m}], modules: {m: {type: redis}}}"
            .formatted(address));
    return new ConfigSource(ServeOptions.file(file), Environment.of(Map.of())).read().probe();
  }

  private Target use(String address) throws Exception {
    try (ProbedTargets.Lease lease = probed.lease(rules.admit(address, null))) {
      return lease.target();
    }
  }

  @Test
  void theSameAddressIsTheSameTarget() throws Exception {
    Target a = use("a.svc");
    assertSame(a, use("redis://A.svc.:6379"));
    assertNotSame(a, use("b.svc"));
    assertEquals(2, probed.size());
    assertEquals("redis://a.svc:6379", a.name());
  }

  @Test
  void theLeastRecentlyUsedMakesRoom() throws Exception {
    Target a = use("a.svc");
    Target b = use("b.svc");
    use("c.svc");
    assertSame(a, use("a.svc"));
    use("d.svc");
    assertEquals(3, probed.size());
    assertSame(a, use("a.svc"));
    assertNotSame(b, use("b.svc"));
  }

  @Test
  void whatIsInUseMakesNoRoom() throws Exception {
    try (ProbedTargets.Lease a = probed.lease(rules.admit("a.svc", null));
        ProbedTargets.Lease b = probed.lease(rules.admit("b.svc", null));
        ProbedTargets.Lease c = probed.lease(rules.admit("c.svc", null));
        ProbedTargets.Lease d = probed.lease(rules.admit("d.svc", null))) {
      assertEquals(4, probed.size());
      for (ProbedTargets.Lease lease : List.of(a, b, c, d)) {
        assertSame(lease.target(), use(lease.target().name()));
      }
    }
    use("e.svc");
    assertEquals(3, probed.size());
  }

  @Test
  void whatIsIdleIsClosed() throws Exception {
    Target a = use("a.svc");
    clock.pass(ProbedTargets.IDLE.dividedBy(2));
    use("b.svc");
    assertSame(a, use("a.svc"));
    clock.pass(ProbedTargets.IDLE.minusNanos(1));
    assertSame(a, use("a.svc"));
    clock.pass(ProbedTargets.IDLE.dividedBy(2));
    assertEquals(1, probed.size());
    try (ProbedTargets.Lease lease = probed.lease(rules.admit("a.svc", null))) {
      assertSame(a, lease.target());
      clock.pass(ProbedTargets.IDLE.multipliedBy(2));
      assertEquals(1, probed.size());
    }
    clock.pass(ProbedTargets.IDLE.multipliedBy(2));
    assertEquals(0, probed.size());
    assertEquals(0, clock.waiting.size());
  }

  @Test
  void aChangedRuleClosesWhatIsNotInUse() throws Exception {
    use("a.svc");
    Target b = use("b.svc");
    ProbedTargets.Lease c = probed.lease(rules.admit("c.svc", null));
    probed.changedTo(rules("redis://b.svc"));
    assertEquals(2, probed.size(), "b, and c, which is in use");
    assertSame(b, use("b.svc"));
    c.close();
    assertEquals(1, probed.size());
    // Admitted before the change, opened after it: not kept.
    use("c.svc");
    assertEquals(1, probed.size());
    probed.close();
    assertEquals(0, probed.size());
    assertEquals(0, clock.waiting.size());
  }

  @Test
  void aScrapeUnderWayOutlivesEvictionAndReload() throws Exception {
    try (RedisServer redis = RedisServer.builder().start();
        SystemTime time = new SystemTime()) {
      ProbeAllow one = rules("redis://" + redis.address());
      TargetContext context =
          new TargetContext(
              time, action -> Thread.ofVirtual().start(action), new Random(), () -> 0);
      try (ProbedTargets few = new ProbedTargets(context, one, 1);
          ProbedTargets.Lease lease = few.lease(one.admit(redis.address(), null))) {
        redis.pause();
        var scrape = lease.target().scrape(Set.of(), Deadline.in(time, Duration.ofSeconds(20)));
        few.changedTo(rules("redis://a.svc"));
        few.lease(rules("redis://a.svc").admit("a.svc", null)).close();
        redis.resume();
        Snapshot snapshot = scrape.get();
        assertEquals(true, snapshot.up(), () -> String.valueOf(snapshot.failure()));
      }
      Await.until(() -> Clients.overTcp(redis).isEmpty());
    }
  }
}
