package sonde.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import sonde.demo.CallLog.Call;

/**
 * Clients of the counter, each calling now this instance, now that one, with a key of its own for
 * every call, and again until it has a number.
 */
final class Callers implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(8);
  private static final Duration CONNECT = Duration.ofSeconds(1);
  private static final Duration ENDING = Duration.ofSeconds(30);
  private static final int FRUITS = 4;

  private final List<String> urls;
  private final CallLog log;
  private final Duration pause;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();

  private Callers(List<String> urls, CallLog log, Duration pause) {
    this.urls = urls;
    this.log = log;
    this.pause = pause;
  }

  /**
   * Starts calling.
   *
   * @param pause between a client's calls
   */
  static Callers start(
      List<String> urls, int clients, Duration pause, CallLog log, SplittableRandom random) {
    Callers callers = new Callers(urls, log, pause);
    for (int i = 0; i < clients; i++) {
      SplittableRandom own = random.split();
      callers.threads.add(
          Thread.ofVirtual().name("demo-caller-" + i).start(() -> callers.run(own)));
    }
    return callers;
  }

  private void run(SplittableRandom random) {
    try {
      while (!closed.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
        count("apples-" + random.nextInt(FRUITS), random);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void count(String id, SplittableRandom random) throws InterruptedException {
    String key = HexFormat.of().toHexDigits(random.nextLong());
    long begun = System.nanoTime();
    while (true) {
      String url = urls.get(random.nextInt(urls.size()));
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url + "/" + id))
              .timeout(LIMIT)
              .header("Idempotency-Key", key)
              .build();
      try {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() == 200) {
          log.counted(new Call(id, number(response.body()), begun, System.nanoTime()));
          return;
        }
        log.failed("was answered " + response.statusCode());
      } catch (IOException e) {
        log.failed("ended by " + e.getClass().getSimpleName());
      }
      if (closed.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
        log.unanswered(id);
        return;
      }
    }
  }

  private static int number(String json) {
    return Integer.parseInt(json.replaceAll("[^0-9]", ""));
  }

  /** Lets every client finish its call, if it can. */
  @Override
  public void close() {
    closed.countDown();
    try {
      for (Thread thread : threads) {
        if (!thread.join(ENDING)) {
          thread.interrupt();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    http.shutdownNow();
  }
}
