package sonde.exporter;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import sonde.collect.Deadline;

/** Lets only so many scrapes be under way at once; the next one waits until its deadline. */
final class ProbeGate {
  private final int most;
  private final Semaphore free;

  ProbeGate(int most) {
    this.most = most;
    this.free = new Semaphore(most, true);
  }

  int most() {
    return most;
  }

  /** Waits for a place; false when there was none by the deadline. */
  boolean enter(Deadline deadline) throws InterruptedException {
    return free.tryAcquire(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
  }

  void leave() {
    free.release();
  }
}
