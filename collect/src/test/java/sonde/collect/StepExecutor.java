package sonde.collect;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Keeps what it is given until it is told to run it, one after the other. */
final class StepExecutor implements Executor {
  private final Deque<Runnable> queue = new ArrayDeque<>();
  private boolean rejecting;

  @Override
  public void execute(Runnable action) {
    if (rejecting) {
      throw new RejectedExecutionException("shut down");
    }
    queue.add(action);
  }

  void reject() {
    rejecting = true;
  }

  /** Runs all, with what is added meanwhile. */
  void run() {
    for (Runnable next = queue.poll(); next != null; next = queue.poll()) {
      next.run();
    }
  }
}
