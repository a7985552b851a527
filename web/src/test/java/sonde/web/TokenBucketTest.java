package sonde.web;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - SECOND); // it may wrap around
  private final TokenBucket bucket = new TokenBucket(Duration.ofSeconds(2), 3, now::get);

  @Test
  void letsABurstThroughThenOneAnInterval() {
    assertTaken(3);
    now.addAndGet(2 * SECOND - 1);
    assertFalse(bucket.tryTake());
    now.addAndGet(1);
    assertTaken(1);
  }

  @Test
  void savesPartsOfAnInterval() {
    assertTaken(3);
    for (int i = 0; i < 3; i++) {
      now.addAndGet(3 * SECOND);
      assertTrue(bucket.tryTake());
    }
    assertTaken(1);
  }

  @Test
  void savesNoMoreThanABurst() {
    assertTaken(3);
    now.addAndGet(Duration.ofDays(365).toNanos());
    assertTaken(3);
  }

  /** This many and not one more. */
  private void assertTaken(int count) {
    for (int i = 0; i < count; i++) {
      assertTrue(bucket.tryTake());
    }
    assertFalse(bucket.tryTake());
  }
}
