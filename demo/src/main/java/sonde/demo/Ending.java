package sonde.demo;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tells the demo's thread that the program was told to end (Ctrl-C, SIGTERM), and keeps the JVM
 * until that thread has ended everything in its order, if it does so in time.
 */
final class Ending implements AutoCloseable {
  /** Each server is given 5 seconds before it is killed; usually all takes a tenth of a second. */
  private static final Duration LONGEST = Duration.ofSeconds(20);

  private final CountDownLatch told = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = Thread.ofPlatform().name("demo-ending").unstarted(this::end);

  private Ending() {}

  static Ending watch() {
    Ending ending = new Ending();
    Runtime.getRuntime().addShutdownHook(ending.hook);
    return ending;
  }

  private void end() {
    told.countDown();
    try {
      boolean inTime = ended.await(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
      if (!inTime) {
        // The servers' own shutdown hook and guard end them without this thread.
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean isTold() {
    return told.getCount() == 0;
  }

  void await() throws InterruptedException {
    told.await();
  }

  /** Everything has ended. */
  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending: the hook has just been let go.
    }
  }
}
