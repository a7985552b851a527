package sonde.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TopHostsTest {
  private static final long HOUR = Duration.ofHours(1).toNanos();

  private final TopHosts hosts = new TopHosts(2, 1);
  private long now = HOUR;

  private int open(int host) {
    int meter = hosts.opened(0, Address.mapped(host), 80, now);
    hosts.packet(meter, true, 100);
    return meter;
  }

  private Map<String, Long> connections() {
    Map<String, Long> connections = new HashMap<>();
    HostFigures.of(hosts.table()).forEach(one -> connections.put(one.host(), one.connections()));
    return connections;
  }

  @Test
  void whoHasNoPlaceCountsWithTheOthers() {
    open(1);
    open(2);
    open(3);
    open(4);
    open(1);
    assertEquals(Map.of("0.0.0.1", 2L, "0.0.0.2", 1L, "other", 2L), connections());
  }

  @Test
  void aPlaceThatWasIdleForAnHourGoesToTheLargestOutside() {
    int first = open(1);
    int second = open(2);
    open(3);
    for (int i = 0; i < 5; i++) {
      open(4);
    }
    hosts.ended(first, now);
    now += HOUR / 2;
    hosts.ended(second, now);
    now += HOUR / 2;
    hosts.sweep(now);
    assertEquals(Map.of("0.0.0.2", 1L, "other", 7L), connections());
    // What it counted before stays with the others.
    open(4);
    open(3);
    assertEquals(Map.of("0.0.0.2", 1L, "0.0.0.4", 1L, "other", 8L), connections());
  }

  @Test
  void anOpenConnectionKeepsThePlace() {
    open(1);
    int second = open(2);
    now += 3 * HOUR;
    hosts.sweep(now);
    hosts.ended(second, now);
    hosts.sweep(now + HOUR);
    assertEquals(Map.of("0.0.0.1", 1L, "other", 1L), connections());
  }

  @Test
  void withoutPlacesAllAreOthers() {
    TopHosts none = new TopHosts(0, 1);
    none.opened(0, Address.mapped(1), 80, now);
    none.sweep(now);
    assertEquals(1, HostFigures.of(none.table()).size());
  }

  /** Nobody's counter falls while it is there, nor does that of the others, nor is any lost. */
  @Test
  void countersOnlyGrow() {
    SplittableRandom random = new SplittableRandom(3);
    Map<String, Long> before = Map.of();
    Map<Integer, Integer> open = new HashMap<>();
    for (int i = 1; i <= 20_000; i++) {
      int host = 1 + (random.nextInt(4) == 0 ? random.nextInt(300) : random.nextInt(4));
      Integer meter = open.remove(host);
      if (meter != null) {
        hosts.ended(meter, now);
      }
      open.put(host, open(host));
      if (random.nextInt(50) == 0) {
        open.values().forEach(one -> hosts.ended(one, now));
        open.clear();
        now += random.nextLong(2 * HOUR);
        hosts.sweep(now);
      }
      Map<String, Long> after = connections();
      assertEquals(i, after.values().stream().mapToLong(Long::longValue).sum());
      before.forEach(
          (name, count) -> assertEquals(count, Math.min(count, after.getOrDefault(name, count))));
      before = after;
    }
  }
}
