package sonde.flows;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The thread that captures and accounts. All that it works on is its own; who wants to know figures
 * asks it, and is answered between two packets, so that they add up.
 */
final class CaptureLoop implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final LiveCapture capture;
  private final TopHosts hosts;
  private final Accounting accounting;
  private final SpooledRecorder recorder;
  private final Thread thread = Thread.ofPlatform().name("flows-capture").unstarted(this::run);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final AtomicReference<@Nullable CompletableFuture<Figures>> asked =
      new AtomicReference<>();
  private final InstantSource clock = InstantSource.system();

  /** Between the machine's clock as it was at the start, and the time since then. */
  private final long offset = nanos(clock.instant()) - System.nanoTime();

  private volatile boolean closing;

  /** Accounts what a capture sees, from {@link #start} on. */
  CaptureLoop(
      LiveCapture capture, TopHosts hosts, Accounting accounting, SpooledRecorder recorder) {
    this.capture = capture;
    this.hosts = hosts;
    this.accounting = accounting;
    this.recorder = recorder;
  }

  void start() {
    thread.start();
  }

  /** Fails if the capture does; done after {@link #close}. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  private void run() {
    try {
      while (!closing) {
        tell();
        capture.poll(accounting);
        answer();
      }
      tell();
      accounting.flush();
      recorder.flush(nanos(clock.instant()));
      ended.complete(null);
    } catch (IOException | RuntimeException e) {
      ended.completeExceptionally(e);
    }
  }

  private void tell() {
    long now = System.nanoTime() + offset;
    accounting.at(now, nanos(clock.instant()));
    hosts.sweep(now);
  }

  private static long nanos(Instant instant) {
    return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
  }

  private void answer() {
    CompletableFuture<Figures> question = asked.getAndSet(null);
    if (question != null) {
      question.complete(current());
    }
  }

  private Figures current() {
    return new Figures(
        accounting.ledger(),
        accounting.followed(),
        HostFigures.of(hosts.table()),
        capture.drops(),
        capture.interfaces());
  }

  /**
   * The figures as of now.
   *
   * @throws IllegalStateException if the capture does not come to answer
   */
  Figures figures() {
    CompletableFuture<Figures> mine = new CompletableFuture<>();
    CompletableFuture<Figures> others = asked.compareAndExchange(null, mine);
    try {
      return (others == null ? mine : others).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the capture does not answer", e);
    }
  }

  /** Ends the capture, after what it has was handed over to the spool. */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    capture.close();
  }
}
