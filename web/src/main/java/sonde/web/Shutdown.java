package sonde.web;

import com.sun.net.httpserver.HttpServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Ends servers in order: no new connections, running requests to their end, within a time.
 *
 * <p>{@code HttpServer.stop(seconds)} closes the listening socket, then waits until as many
 * exchanges have ended as were begun. It miscounts: an exchange whose connection broke is never
 * counted as ended, and then it waits all its time. So it waits on a thread that is interrupted
 * (which it takes as the end of the time) as soon as no exchange runs.
 */
final class Shutdown {
  private static final long LOOK_MILLIS = 10;

  private final List<HttpServer> servers;
  private final Exchanges exchanges;
  private final Duration time;

  Shutdown(List<HttpServer> servers, Exchanges exchanges, Duration time) {
    this.servers = servers;
    this.exchanges = exchanges;
    this.time = time;
  }

  void run() {
    int seconds = (int) Math.max(1, time.toSeconds() + 1);
    List<Thread> stoppers =
        servers.stream()
            .map(server -> Thread.ofVirtual().name("web-stop").start(() -> server.stop(seconds)))
            .toList();
    boolean interrupted = false;
    long end = System.nanoTime() + time.toNanos();
    try {
      while (exchanges.count() > 0 && System.nanoTime() - end < 0) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    stoppers.forEach(Thread::interrupt);
    for (Thread stopper : stoppers) {
      interrupted |= !joined(stopper);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean joined(Thread thread) {
    try {
      thread.join();
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }
}
