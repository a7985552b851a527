package sonde.tally;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Concurrent clients, each counting one call after the other at any of the instances. */
final class ProofClients {
  private static final int CLIENTS = 8;
  private static final int IDS = 5;
  private static final int TRIES = 20;
  private static final Duration LIMIT = Duration.ofSeconds(8);
  private static final Duration CONNECT = Duration.ofMillis(500);
  private static final long PAUSE_MILLIS = 5;

  private final List<ProofInstance> instances;
  private final ProofHistory history;
  private final List<Thread> threads = new ArrayList<>();
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();
  private volatile boolean ended;

  ProofClients(List<ProofInstance> instances, ProofHistory history, SplittableRandom random) {
    this.instances = instances;
    this.history = history;
    for (int i = 0; i < CLIENTS; i++) {
      SplittableRandom own = random.split();
      String name = "client-" + i;
      threads.add(Thread.ofVirtual().name(name).unstarted(() -> run(name, own)));
    }
  }

  void start() {
    threads.forEach(Thread::start);
  }

  /** Has every client finish its call, and waits for it. */
  void end() throws InterruptedException {
    ended = true;
    for (Thread thread : threads) {
      thread.join();
    }
    http.close();
  }

  private void run(String name, SplittableRandom random) {
    try {
      for (int call = 0; !ended; call++) {
        String id = "id-" + random.nextInt(IDS);
        if (random.nextBoolean()) {
          keyed(id, name + "-" + call, random);
        } else {
          plain(id, name + "-" + call, random);
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      history.violation(name + " was interrupted");
    }
  }

  /** Sent once: without an answer nobody knows. */
  private void plain(String id, String call, SplittableRandom random) throws InterruptedException {
    Answer answer = send(id, null, random);
    switch (answer) {
      case Answer.Counted(long number) -> history.acknowledged(id, call, number);
      case Answer.NotCounted _ -> history.refused(id);
      case Answer.Unknown _ -> history.unanswered(id);
    }
  }

  /** Sent until it has a number, anywhere, and now and then once more. */
  private void keyed(String id, String call, SplittableRandom random) throws InterruptedException {
    for (int i = 0; i < TRIES; i++) {
      if (send(id, call, random) instanceof Answer.Counted(long number)) {
        history.acknowledged(id, call, number);
        if (random.nextInt(10) == 0
            && send(id, call, random) instanceof Answer.Counted(long same)) {
          history.repeated(id, call, number, same);
        }
        return;
      }
    }
    history.unanswered(id);
  }

  private sealed interface Answer {
    record Counted(long value) implements Answer {}

    record NotCounted() implements Answer {}

    record Unknown() implements Answer {}
  }

  private Answer send(String id, @Nullable String key, SplittableRandom random)
      throws InterruptedException {
    String base = instances.get(random.nextInt(instances.size())).base();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + "/" + id)).timeout(LIMIT);
    if (key != null) {
      request.header("Idempotency-Key", key);
    }
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() == 200) {
        return new Answer.Counted(Long.parseLong(response.body().replaceAll("\\D", "")));
      }
      if (response.statusCode() != 503) {
        history.violation(id + " was answered " + response.statusCode() + ": " + response.body());
      }
      return response.body().contains("was not counted")
          ? new Answer.NotCounted()
          : new Answer.Unknown();
    } catch (IOException e) {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      return new Answer.Unknown();
    }
  }
}
