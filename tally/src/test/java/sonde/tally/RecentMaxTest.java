package sonde.tally;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecentMaxTest {
  private static final long SECOND = 1_000_000_000L;

  /** System.nanoTime() may begin anywhere, also below 0. */
  @ParameterizedTest
  @ValueSource(longs = {0, -1, 7 * SECOND, -3600 * SECOND, Long.MAX_VALUE / 2})
  void isTheLargestOfTheLastTwoMinutes(long start) {
    AtomicLong clock = new AtomicLong(start);
    RecentMax max = new RecentMax(clock::get);
    assertEquals(0, max.seconds());
    max.add(Duration.ofMillis(300));
    max.add(Duration.ofMillis(200));
    assertEquals(0.3, max.seconds());
    clock.addAndGet(60 * SECOND);
    max.add(Duration.ofMillis(100));
    assertEquals(0.3, max.seconds());
    clock.addAndGet(59 * SECOND);
    assertEquals(0.3, max.seconds());
    clock.addAndGet(12 * SECOND);
    assertEquals(0.1, max.seconds());
    clock.addAndGet(60 * SECOND);
    assertEquals(0, max.seconds());
  }

  @Test
  void forgetsAllAfterALongSilence() {
    AtomicLong clock = new AtomicLong();
    RecentMax max = new RecentMax(clock::get);
    for (int i = 0; i < 100; i++) {
      max.add(Duration.ofSeconds(i));
      clock.addAndGet(5 * SECOND);
    }
    assertEquals(99, max.seconds());
    clock.addAndGet(Duration.ofDays(400).toNanos());
    assertEquals(0, max.seconds());
    max.add(Duration.ofMillis(1));
    assertEquals(0.001, max.seconds());
  }
}
