package sonde.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real threads and real time, where being concurrent is the point. */
@Timeout(60)
class ConcurrencyTest {
  private static final Question WHO = new Question("WHO");
  private static final Duration LONG = Duration.ofSeconds(50);

  private final SystemTime time = new SystemTime();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void end() {
    threads.close();
    time.close();
  }

  /** Answers at once, but for what waits for a gate; counts what is open and under way. */
  private static final class Server implements Store<Facet> {
    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger mostOpen = new AtomicInteger();
    final AtomicInteger runs = new AtomicInteger();
    final AtomicInteger overlaps = new AtomicInteger();
    final CountDownLatch reached = new CountDownLatch(1);
    final CountDownLatch gate = new CountDownLatch(1);
    final @Nullable String gated;

    Server(@Nullable String gated) {
      this.gated = gated;
    }

    @Override
    public Link connect(Deadline deadline) {
      int now = open.incrementAndGet();
      mostOpen.accumulateAndGet(now, Math::max);
      return new ServerLink(this);
    }

    @Override
    public List<Request<?>> identity(@Nullable Facet known) {
      return List.of(WHO);
    }

    @Override
    public Facet facts(@Nullable Facet known, Answers answers) throws FailedException {
      return new Facet(sonde.collect.Server.of("fake", "7"), answers.get(WHO), "");
    }

    @Override
    public ScrapeFamilies scrapeFamilies() {
      return new FakeStore(new FakeTime()).scrapeFamilies();
    }
  }

  private static final class ServerLink implements Link {
    private final Server server;
    private final AtomicInteger users = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);

    ServerLink(Server server) {
      this.server = server;
    }

    @Override
    public void ask(List<Request<?>> requests, Deadline deadline, Handler handler)
        throws FailedException {
      if (users.incrementAndGet() > 1) {
        server.overlaps.incrementAndGet();
      }
      try {
        for (Request<?> request : requests) {
          if (request.name().equals(server.gated)) {
            server.reached.countDown();
            await(deadline);
          }
          if (!isOpen()) {
            throw new FailedException(Failure.Kind.UNREACHABLE, "closed");
          }
          if (request.equals(WHO)) {
            server.runs.incrementAndGet();
          }
          handler.answered((Question) request, request.name(), Duration.ZERO);
        }
      } finally {
        users.decrementAndGet();
      }
    }

    private void await(Deadline deadline) throws FailedException {
      try {
        while (isOpen() && server.gate.getCount() > 0) {
          if (deadline.passed()) {
            close();
            throw new FailedException(Failure.Kind.TIMEOUT, "no answer in time");
          }
          boolean _ = server.gate.await(1, TimeUnit.MILLISECONDS);
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public boolean isOpen() {
      return closed.getCount() > 0;
    }

    @Override
    public synchronized void close() {
      if (isOpen()) {
        closed.countDown();
        server.open.decrementAndGet();
      }
    }
  }

  private Node<Facet> node(Time clock, Server server, List<Assignment<Facet>> assignments) {
    return new Node<>(server, assignments, clock, threads, new Random(1), _ -> {});
  }

  private static FakeCollector curious(String name) {
    FakeCollector collector = FakeCollector.of(name).with(Spec.Builder::asksMore);
    return collector.doing(
        (replies, out) -> {
          for (int i = 0; i < 3; i++) {
            replies.ask(new Question("MORE " + i));
          }
          out.put(collector.family, 1);
        });
  }

  @Test
  void manyConcurrentScrapesShareRunsAndNeverOpenMoreThanTwoConnections() throws Exception {
    Server server = new Server(null);
    try (Node<Facet> node =
        node(
            time,
            server,
            List.of(
                Assignment.of(FakeCollector.of("a", new Question("A"))),
                Assignment.of(FakeCollector.of("b", new Question("B"))),
                Assignment.of(curious("c")),
                Assignment.of(curious("d"))))) {
      CountDownLatch start = new CountDownLatch(1);
      List<CompletableFuture<Snapshot>> answers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        Set<String> wanted = List.of(Set.of("a"), Set.of("b", "c"), Set.<String>of()).get(i % 3);
        CompletableFuture<Snapshot> answer =
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    start.await();
                  } catch (InterruptedException e) {
                    throw new AssertionError(e);
                  }
                  Snapshot last = node.scrape(wanted, Deadline.in(time, LONG)).join();
                  for (int more = 0; more < 20; more++) {
                    last = node.scrape(wanted, Deadline.in(time, LONG)).join();
                  }
                  return last;
                },
                threads);
        answers.add(answer);
      }
      start.countDown();
      for (CompletableFuture<Snapshot> scrape : answers) {
        Snapshot snapshot = scrape.get(50, TimeUnit.SECONDS);
        assertTrue(snapshot.up());
        for (CollectorReport report : snapshot.collectors()) {
          assertEquals(new Outcome.Success(), report.outcome());
        }
      }
      assertEquals(50 * 21, server.runs.get() + node.shared(), "each ran or joined");
    }
    assertEquals(2, server.mostOpen.get());
    assertEquals(0, server.overlaps.get(), "a connection has one user at a time");
    assertEquals(0, server.open.get());
  }

  @Test
  void closingWhileAServerHangsEndsEverybodyAtOnce() throws Exception {
    Server server = new Server("A");
    Node<Facet> node =
        node(
            time,
            server,
            List.of(
                Assignment.of(FakeCollector.of("a", new Question("A"))),
                Assignment.of(FakeCollector.of("b"))));
    var hanging = node.scrape(Set.of(), Deadline.in(time, LONG));
    var queued = node.scrape(Set.of("b"), Deadline.in(time, LONG));
    assertTrue(server.reached.await(50, TimeUnit.SECONDS));
    node.close();
    assertTrue(hanging.get(50, TimeUnit.SECONDS).up());
    assertTrue(queued.get(50, TimeUnit.SECONDS).up(), "it had joined");
    assertEquals(0, server.open.get());
  }

  @Test
  void anAnswerComesAtTheDeadlineWhateverTheThreadsDo() throws Exception {
    FakeTime clock = new FakeTime();
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    FakeCollector stuck =
        FakeCollector.of("stuck")
            .doing(
                (replies, out) -> {
                  entered.countDown();
                  try {
                    release.await();
                  } catch (InterruptedException e) {
                    throw new AssertionError(e);
                  }
                });
    try (Node<Facet> node =
        node(
            clock,
            new Server(null),
            List.of(Assignment.of(FakeCollector.of("a")), Assignment.of(stuck)))) {
      var scrape = node.scrape(Set.of(), Deadline.in(clock, Duration.ofSeconds(10)));
      assertTrue(entered.await(50, TimeUnit.SECONDS));
      clock.advance(Duration.ofSeconds(10));
      Snapshot snapshot = scrape.get(50, TimeUnit.SECONDS);
      assertTrue(snapshot.up());
      assertEquals(Failure.Kind.TIMEOUT, Scene.failure(snapshot, "stuck").kind());
      assertTrue(Scene.succeeded(snapshot, "a"));
      Snapshot next =
          node.scrape(Set.of("a"), Deadline.in(clock, Duration.ofMillis(50)))
              .get(50, TimeUnit.SECONDS);
      assertEquals(
          "the node's connection was busy until the deadline", String.valueOf(next.failure()));
    } finally {
      release.countDown();
    }
  }

  @Test
  void whoFindsTheSecondConnectionBusyUntilTheDeadlineIsNotPunished() throws Exception {
    Server server = new Server("SLOW");
    FakeCollector scheduled = FakeCollector.of("scheduled", new Question("SLOW"));
    FakeCollector limited = FakeCollector.of("limited", new Question("B"));
    try (Node<Facet> node =
        node(
            time,
            server,
            List.of(
                scheduled.every(Duration.ofMillis(100)), limited.within(Duration.ofSeconds(20))))) {
      node.scrape(Set.of("scheduled"), Deadline.in(time, LONG)).get(50, TimeUnit.SECONDS);
      assertTrue(server.reached.await(50, TimeUnit.SECONDS));
      for (int i = 0; i < 3; i++) {
        Snapshot snapshot =
            node.scrape(Set.of("limited"), Deadline.in(time, Duration.ofMillis(30)))
                .get(50, TimeUnit.SECONDS);
        assertEquals(Failure.Kind.TIMEOUT, Scene.failure(snapshot, "limited").kind());
      }
      server.gate.countDown();
      Snapshot last =
          node.scrape(Set.of("limited"), Deadline.in(time, LONG)).get(50, TimeUnit.SECONDS);
      assertTrue(Scene.succeeded(last, "limited"), "asked at once");
    }
  }

  @Test
  void alarmsOfTheMachinesTimeGoOffOnceAndCanBeTakenBack() throws Exception {
    CountDownLatch rang = new CountDownLatch(1);
    AtomicInteger takenBack = new AtomicInteger();
    long soon = time.nanos() + Duration.ofMillis(5).toNanos();
    time.at(soon, takenBack::incrementAndGet).cancel();
    time.at(soon, rang::countDown);
    assertTrue(rang.await(50, TimeUnit.SECONDS));
    assertTrue(time.nanos() - soon >= 0);
    assertEquals(0, takenBack.get());
  }
}
