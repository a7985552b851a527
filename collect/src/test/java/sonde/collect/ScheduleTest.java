package sonde.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Collectors with an interval. The scene's jitter is a twentieth of it before the first run. */
class ScheduleTest {
  private static final Question A = new Question("A");
  private static final Question B = new Question("B");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration FIRST = Duration.ofSeconds(3);

  private static Scene scene() {
    return Scene.of(
        List.of(
            FakeCollector.of("timed", A).every(MINUTE),
            Assignment.<Facet>of(FakeCollector.of("other", B))));
  }

  private static Scene started() {
    Scene scene = scene();
    scene.scrape();
    scene.pass(FIRST);
    return scene;
  }

  private static long runs(Scene scene) {
    return scene.store.asked.stream().filter(asked -> asked.contains("A")).count();
  }

  @Test
  void itRunsOnTheSecondConnectionOnly() {
    Scene scene = scene();
    Snapshot before = scene.scrape();
    assertEquals(0, runs(scene), "not in a scrape");
    assertTrue(Scene.report(before, "timed").isEmpty());
    scene.pass(FIRST);
    assertEquals(1, runs(scene));
    assertEquals(2, scene.store.open());
    assertEquals(List.of("A"), scene.store.askedBefore(0), "after the identity of a connection");
  }

  @Test
  void itsSamplesAreServedWithTheirAge() {
    Scene scene = started();
    scene.pass(Duration.ofSeconds(20));
    Snapshot snapshot = scene.scrape();
    assertTrue(Scene.succeeded(snapshot, "timed"));
    Duration age = Scene.report(snapshot, "timed").orElseThrow().age();
    assertEquals(20, age == null ? 0 : age.toSeconds());
    assertTrue(Scene.succeeded(snapshot, "other"));
    assertTrue(Scene.report(scene.scrape("other"), "timed").isEmpty(), "only if asked for");
    assertTrue(Scene.succeeded(scene.scrape("timed"), "timed"));
  }

  @Test
  void itRunsAtItsIntervalWhileSomebodyScrapes() {
    Scene scene = started();
    for (int i = 2; i < 10; i++) {
      scene.scrape();
      scene.pass(MINUTE.minusSeconds(1));
      assertEquals(i - 1, runs(scene));
      scene.scrape();
      scene.pass(Duration.ofSeconds(1));
      assertEquals(i, runs(scene));
    }
  }

  @Test
  void itStopsWhenNobodyScrapedForTwoIntervalsAndTheNextScrapeRestartsIt() {
    Scene scene = started();
    for (int i = 0; i < 10; i++) {
      scene.pass(MINUTE);
    }
    assertEquals(2, runs(scene), "after 3 s and 63 s; 123 s is too late");
    assertEquals(0, scene.time.waiting());
    scene.scrape();
    scene.pass(FIRST);
    assertEquals(3, runs(scene));
  }

  @Test
  void itsSamplesAreServedUntilTheyAreThreeIntervalsOld() {
    assertTrue(Scene.report(lastRanBefore(Duration.ofSeconds(179)).scrape(), "timed").isPresent());
    assertTrue(Scene.report(lastRanBefore(Duration.ofSeconds(181)).scrape(), "timed").isEmpty());
  }

  /** One that has stopped. */
  private static Scene lastRanBefore(Duration age) {
    Scene scene = started();
    scene.pass(MINUTE);
    assertEquals(2, runs(scene));
    scene.pass(MINUTE);
    scene.pass(age.minus(MINUTE));
    assertEquals(2, runs(scene));
    return scene;
  }

  @Test
  void itsSamplesAreNotServedWhileTheNodeIsDown() {
    Scene scene = started();
    scene.store.replies(FakeStore.ROLE, new FakeStore.Hang());
    Snapshot snapshot = scene.scrape();
    assertFalse(Scene.has(snapshot, "timed"));
    scene.store.answers(FakeStore.ROLE, "primary");
    assertTrue(Scene.has(scene.scrape(), "timed"));
  }

  @Test
  void aFailedRunContributesNothingAndTheNextOneComes() {
    Scene scene = started();
    scene.store.refuses(A, Failure.Kind.SERVER_ERROR);
    scene.scrape();
    scene.pass(MINUTE);
    Snapshot snapshot = scene.scrape();
    assertEquals(Failure.Kind.SERVER_ERROR, Scene.failure(snapshot, "timed").kind());
    assertFalse(Scene.has(snapshot, "timed"));
    scene.store.answers(A, "well again");
    scene.pass(MINUTE);
    assertTrue(Scene.succeeded(scene.scrape(), "timed"));
  }

  @Test
  void itNeverDelaysAScrape() {
    Scene scene = started();
    scene.scrape();
    scene.store.answers(A, "", Duration.ofSeconds(50));
    scene.pass(MINUTE);
    Snapshot snapshot = scene.scrape();
    assertTrue(Scene.succeeded(snapshot, "timed"));
    assertEquals(Duration.ofMillis(2), snapshot.took());
  }

  @Test
  void itsOwnTimeoutIsItsDeadline() {
    Scene scene =
        Scene.of(
            List.of(
                new Assignment<>(FakeCollector.of("timed", A), MINUTE, Duration.ofSeconds(5), 9)));
    scene.store.replies(A, new FakeStore.Hang());
    scene.scrape();
    scene.pass(FIRST);
    assertEquals(
        Duration.ofSeconds(5),
        Duration.between(scene.observed.getFirst().at(), scene.time.now()).minus(FIRST));
  }

  @Test
  void startsAreSpread() {
    List<Duration> starts = new ArrayList<>();
    for (double jitter : new double[] {0, 0.5, 0.999}) {
      FakeTime time = new FakeTime();
      StepExecutor executor = new StepExecutor();
      FakeStore store = new FakeStore(time);
      Node<Facet> node =
          new Node<>(
              store,
              List.of(FakeCollector.of("timed", A).every(MINUTE)),
              time,
              executor,
              fixed(jitter),
              _ -> {});
      var _ = node.scrape(java.util.Set.of("timed"), Deadline.in(time, Scene.LIMIT));
      executor.run();
      Duration waited = Duration.ZERO;
      while (store.asked.stream().noneMatch(asked -> asked.contains("A"))) {
        time.advance(Duration.ofMillis(100));
        executor.run();
        waited = waited.plusMillis(100);
      }
      starts.add(waited);
    }
    assertTrue(starts.get(0).compareTo(starts.get(1)) < 0, "" + starts);
    assertTrue(starts.get(1).compareTo(starts.get(2)) < 0, "" + starts);
    assertTrue(starts.get(2).compareTo(Duration.ofSeconds(6)) <= 0, "a tenth of the interval");
  }

  @Test
  void closingEndsIt() {
    Scene scene = started();
    scene.node.close();
    assertEquals(0, scene.time.waiting());
    assertEquals(0, scene.store.open());
    scene.pass(MINUTE.multipliedBy(2));
    assertEquals(1, runs(scene));
  }

  private static RandomGenerator fixed(double jitter) {
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        return 0;
      }

      @Override
      public double nextDouble() {
        return jitter;
      }
    };
  }
}
