package sonde.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Overlapping scrapes share one run if it covers what they want. */
class SharingTest {
  private static final Question A = new Question("A");
  private static final Question B = new Question("B");

  private static Scene scene() {
    return Scene.of(FakeCollector.of("a", A), FakeCollector.of("b", B));
  }

  @Test
  void aScrapeJoinsARunThatCoversItsCollectors() {
    Scene scene = scene();
    var all = scene.begin(Scene.LIMIT);
    var one = scene.begin(Scene.LIMIT, "b");
    assertTrue(scene.end(all).up());
    assertTrue(one.join().up());
    assertEquals(2, scene.store.asked.size(), "one run on a new connection");
    assertEquals(1, scene.node.shared());
    assertEquals(1, scene.observed.size());
  }

  @Test
  void aScrapeThatARunDoesNotCoverIsQueuedBehindIt() {
    Scene scene = scene();
    var one = scene.begin(Scene.LIMIT, "a");
    var all = scene.begin(Scene.LIMIT);
    var other = scene.begin(Scene.LIMIT, "b");
    scene.executor.run();
    assertTrue(Scene.report(one.join(), "b").isEmpty());
    assertTrue(Scene.succeeded(all.join(), "b"));
    assertTrue(Scene.succeeded(other.join(), "b"), "joined the one that was queued");
    assertEquals(
        List.of(List.of("ROLE", "MODULES"), List.of("A"), List.of("ROLE", "B", "A")),
        scene.store.asked);
    assertEquals(1, scene.node.shared());
    assertEquals(1, scene.store.links.size());
  }

  @Test
  void aScrapeAfterTheEndOfARunNeverGetsItsOldAnswer() {
    Scene scene = scene();
    List<CompletableFuture<Snapshot>> next = new ArrayList<>();
    var first = scene.begin(Scene.LIMIT);
    var _ = first.thenAccept(snapshot -> next.add(scene.begin(Scene.LIMIT)));
    scene.executor.run();
    assertNotSame(first.join(), next.getFirst().join());
    assertEquals(3, scene.store.asked.size());
    assertEquals(0, scene.node.shared());
  }

  @Test
  void aScrapeDoesNotJoinARunThatHasComeToItsDeadline() {
    Scene scene = scene();
    var first = scene.begin(Scene.LIMIT);
    scene.time.advance(Scene.LIMIT);
    Snapshot second = scene.scrape();
    assertFalse(first.join().up());
    assertTrue(second.up());
    assertEquals(0, scene.node.shared());
  }

  @Test
  void whoJoinsAnswersAtItsOwnDeadlineWithWhatIsThere() {
    Scene scene = scene();
    List<Snapshot> early = new ArrayList<>();
    scene.store.replies(
        B,
        new FakeStore.After(
            () -> {
              var joined = scene.begin(Duration.ofSeconds(3), "a", "b");
              scene.pass(Duration.ofSeconds(3));
              early.add(joined.join());
            },
            new FakeStore.Answer("late", Duration.ofMillis(1))));
    Snapshot whole = scene.scrape();
    assertTrue(Scene.succeeded(whole, "b"));
    assertTrue(early.getFirst().up());
    assertTrue(Scene.succeeded(early.getFirst(), "a"));
    assertEquals(Failure.Kind.TIMEOUT, Scene.failure(early.getFirst(), "b").kind());
  }

  @Test
  void theRunGoesOnUntilItsSlowPartsHaveEndedToo() {
    Scene scene = Scene.of(FakeCollector.of("a", A), FakeCollector.of("b", B));
    scene.store.answers(B, "", Duration.ofSeconds(4));
    scene.scrape();
    List<CompletableFuture<Snapshot>> joined = new ArrayList<>();
    scene.store.replies(
        B,
        new FakeStore.After(
            () -> joined.add(scene.begin(Scene.LIMIT)),
            new FakeStore.Answer("", Duration.ofSeconds(4))));
    scene.scrape();
    assertTrue(Scene.succeeded(joined.getFirst().join(), "b"));
    assertEquals(1, scene.node.shared(), "B is not asked once more meanwhile");
  }

  @Test
  void aRunWhoseTimePassedInTheQueueTouchesNothing() {
    Scene scene = scene();
    scene.scrape();
    scene.store.answers(A, "", Duration.ofSeconds(5));
    var long1 = scene.begin(Scene.LIMIT, "a");
    var short1 = scene.begin(Duration.ofSeconds(1), "b");
    scene.store.asked.clear();
    scene.executor.run();
    assertTrue(long1.join().up());
    assertFalse(short1.join().up());
    assertEquals(List.of(List.of("ROLE", "A")), scene.store.asked);
    assertEquals(1, scene.store.open(), "nor was the connection given up");
  }

  @Test
  void eachScrapeCountsAndEachRunsTimeOnce() {
    Scene scene = scene();
    scene.store.answers(A, "", Duration.ofMillis(496));
    var one = scene.begin(Scene.LIMIT);
    var two = scene.begin(Scene.LIMIT);
    scene.end(one);
    assertEquals(2, Scene.value(two.join(), FakeStore.SCRAPES));
    // 1 ms each: connecting, ROLE, MODULES, B.
    assertEquals(0.5, Scene.value(one.join(), FakeStore.TOTAL));
    Snapshot next = scene.scrape();
    assertEquals(3, Scene.value(next, FakeStore.SCRAPES));
    assertEquals(next.withoutSamples(), scene.node.last());
  }

  @Test
  void noAlarmIsLeftWhenScrapesHaveEnded() {
    Scene scene = scene();
    var one = scene.begin(Duration.ofSeconds(1), "a");
    var two = scene.begin(Duration.ofSeconds(2));
    scene.executor.run();
    assertTrue(one.isDone() && two.isDone());
    assertEquals(0, scene.time.waiting());
  }

  @Test
  void whenNothingCanBeExecutedAnyMoreScrapesStillEnd() {
    Scene scene = scene();
    scene.executor.reject();
    assertFalse(scene.begin(Scene.LIMIT).join().up());
    assertFalse(scene.begin(Scene.LIMIT, "a").join().up(), "also the next");
    assertEquals(0, scene.time.waiting());
  }

  @Test
  void aScrapeEndsAtItsDeadlineEvenIfItsRunNeverBegins() {
    Scene scene = scene();
    var scrape = scene.begin(Duration.ofSeconds(1));
    scene.executor.reject();
    scene.time.advance(Duration.ofSeconds(1));
    assertFalse(scrape.join().up());
    assertEquals(
        "no answer to the connection attempt within 1.0 s",
        String.valueOf(scrape.join().failure()));
  }
}
