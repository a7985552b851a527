package sonde.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AwaitTest {
  @Test
  void looksUntilItIsSo() {
    AtomicInteger looks = new AtomicInteger();
    Await.until(() -> looks.incrementAndGet() == 3);
    assertEquals(3, looks.get());
  }

  @Test
  void whatDoesNotHappenFailsByItsName() {
    assertEquals(
        "the end did not come true within 0 s",
        Failure.of(() -> Await.until("the end", () -> false, Duration.ZERO)));
  }

  @Test
  void whatLookingThrowsEndsTheWait() {
    IOException thrown = new IOException("gone");
    assertEquals(
        thrown,
        assertThrows(
            IOException.class,
            () ->
                Await.until(
                    () -> {
                      throw thrown;
                    })));
  }
}
