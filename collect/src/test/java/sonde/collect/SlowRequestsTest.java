package sonde.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The deadline, the order of requests, slow requests, refusals and back-off. */
class SlowRequestsTest {
  private static final Question A = new Question("A");
  private static final Question B = new Question("B");
  private static final Question C = new Question("C");
  private static final Duration SLOW = Duration.ofMillis(2001);

  private static Scene scene() {
    return Scene.of(FakeCollector.of("a", A), FakeCollector.of("b", B), FakeCollector.of("c", C));
  }

  @Test
  void atTheDeadlineWhatIsThereIsServedAndTheRestFailsByName() {
    Scene scene = scene();
    scene.store.replies(B, new FakeStore.Hang());
    Snapshot snapshot = scene.scrape();
    assertTrue(snapshot.up());
    assertTrue(Scene.succeeded(snapshot, "a"));
    assertEquals(Failure.Kind.TIMEOUT, Scene.failure(snapshot, "b").kind());
    assertEquals(Failure.Kind.TIMEOUT, Scene.failure(snapshot, "c").kind());
    assertEquals(Scene.LIMIT, snapshot.took());
    assertEquals(0, scene.time.waiting(), "no alarm is left");
  }

  @Test
  void aCollectorThatComputesTooLongHoldsUpNobodyAtTheDeadline() {
    List<Snapshot> meanwhile = new ArrayList<>();
    AtomicReference<Scene> scene = new AtomicReference<>();
    FakeCollector endless =
        FakeCollector.of("endless")
            .doing(
                (replies, out) -> {
                  scene.get().pass(Scene.LIMIT);
                  meanwhile.addAll(scene.get().observed);
                });
    scene.set(Scene.of(FakeCollector.of("a"), endless));
    Snapshot snapshot = scene.get().scrape();
    assertEquals(1, meanwhile.size(), "the run ended while it computed");
    assertTrue(Scene.succeeded(snapshot, "a"));
    assertTrue(
        Scene.failure(snapshot, "endless").message().startsWith("its samples were not ready"));
  }

  @Test
  void identityComesFirstThenAscendingByLastDuration() {
    Scene scene = scene();
    scene.store.answers(FakeStore.ROLE, "primary", Duration.ofMillis(900));
    scene.store.answers(A, "", Duration.ofMillis(300));
    scene.store.answers(B, "", Duration.ofMillis(100));
    scene.store.answers(C, "", Duration.ofMillis(200));
    scene.scrape();
    scene.scrape();
    assertEquals(List.of("ROLE", "B", "C", "A"), scene.store.askedBefore(0));
  }

  @Test
  void aRequestThatTookOverAFifthOfTheTimeLeavesTheBatchAndComesBackWhenQuick() {
    Scene scene = scene();
    scene.store.answers(B, "", SLOW);
    assertTrue(Scene.succeeded(scene.scrape(), "b"));
    assertEquals(1, scene.store.open());

    scene.store.answers(B, "", Duration.ofMillis(5));
    scene.store.asked.clear();
    assertTrue(Scene.succeeded(scene.scrape(), "b"));
    assertEquals(List.of(List.of("ROLE", "A", "C"), List.of("B")), scene.store.asked);
    assertEquals(2, scene.store.open(), "B went over the second connection");

    scene.scrape();
    assertEquals(List.of("ROLE", "A", "C", "B"), scene.store.askedBefore(0));
  }

  @Test
  void aRequestThatTookAFifthStays() {
    Scene scene = scene();
    scene.store.answers(B, "", Duration.ofSeconds(2));
    scene.scrape();
    scene.scrape();
    assertEquals(List.of("ROLE", "A", "C", "B"), scene.store.askedBefore(0));
  }

  @Test
  void slowRequestsHoldUpNeitherEachOtherNorTheBatchBeyondTheDeadline() {
    Scene scene = scene();
    scene.store.answers(B, "", SLOW);
    scene.store.answers(C, "", SLOW);
    scene.scrape();
    scene.store.replies(B, new FakeStore.Hang());
    Snapshot snapshot = scene.scrape();
    assertTrue(Scene.succeeded(snapshot, "a"));
    assertEquals(Failure.Kind.TIMEOUT, Scene.failure(snapshot, "b").kind());
    assertEquals(Failure.Kind.TIMEOUT, Scene.failure(snapshot, "c").kind());
    scene.store.answers(B, "", Duration.ofMillis(5));
    assertTrue(Scene.succeeded(scene.scrape(), "c"), "who queued behind it is not punished");
  }

  @Test
  void aCollectorsOwnTimeoutEndsItsRequestsAndNobodyElses() {
    Scene scene =
        Scene.of(
            List.of(
                FakeCollector.of("a", A).within(Duration.ofMillis(500)),
                Assignment.<Facet>of(FakeCollector.of("b", B))));
    scene.store.replies(A, new FakeStore.Hang());
    Snapshot snapshot = scene.scrape();
    assertEquals(Failure.Kind.TIMEOUT, Scene.failure(snapshot, "a").kind());
    assertTrue(Scene.succeeded(snapshot, "b"));
    assertTrue(snapshot.took().compareTo(Duration.ofMillis(510)) < 0, "" + snapshot.took());
  }

  @Test
  void aRefusedRequestIsAskedAgainAfterTenMinutes() {
    Scene scene = scene();
    scene.store.refuses(B, Failure.Kind.REFUSED);
    assertEquals("Question[name=B] refused", Scene.failure(scene.scrape(), "b").message());
    for (int i = 0; i < 9; i++) {
      scene.pass(Duration.ofMinutes(1));
      assertEquals(Failure.Kind.REFUSED, Scene.failure(scene.scrape(), "b").kind());
      assertFalse(scene.store.askedBefore(0).contains("B"));
    }
    scene.store.answers(B, "granted");
    scene.pass(Duration.ofMinutes(1));
    assertTrue(Scene.succeeded(scene.scrape(), "b"));
  }

  @Test
  void anUnknownRequestMeansUnsupportedAndIsLeftAloneToo() {
    Scene scene = scene();
    scene.store.refuses(B, Failure.Kind.UNSUPPORTED);
    assertInstanceOf(Outcome.Unsupported.class, Scene.outcome(scene.scrape(), "b"));
    assertInstanceOf(Outcome.Unsupported.class, Scene.outcome(scene.scrape(), "b"));
    assertFalse(scene.store.askedBefore(0).contains("B"));
  }

  @Test
  void anyOtherErrorIsAskedAgainAtOnce() {
    Scene scene = scene();
    scene.store.refuses(B, Failure.Kind.SERVER_ERROR);
    assertEquals(Failure.Kind.SERVER_ERROR, Scene.failure(scene.scrape(), "b").kind());
    scene.store.answers(B, "well again");
    assertTrue(Scene.succeeded(scene.scrape(), "b"));
  }

  @Test
  void aReloadTriesAnewWhatWasRefused() {
    Scene scene = scene();
    scene.store.refuses(B, Failure.Kind.REFUSED);
    scene.scrape();
    scene.store.answers(B, "granted");
    scene.node.refresh();
    assertTrue(Scene.succeeded(scene.scrape(), "b"));
  }

  @Test
  void aRequestThatTimesOutLeavesTheBatchAtOnce() {
    Scene scene = scene();
    scene.store.replies(B, new FakeStore.Hang());
    scene.scrape();
    scene.store.asked.clear();
    Snapshot snapshot = scene.scrape();
    assertTrue(Scene.succeeded(snapshot, "a") && Scene.succeeded(snapshot, "c"));
    assertEquals(
        List.of(List.of("ROLE", "MODULES"), List.of("C", "A"), List.of("B")), scene.store.asked);
  }

  @Test
  void aRequestThatKeepsTimingOutIsLeftAloneForLongerAndLonger() {
    Scene scene = scene();
    scene.store.replies(B, new FakeStore.Hang());
    scene.scrape();
    Duration pause = Duration.ofSeconds(15);
    for (int i = 0; i < 8; i++) {
      scene.store.asked.clear();
      assertEquals(Failure.Kind.TIMEOUT, Scene.failure(scene.scrape(), "b").kind());
      assertTrue(scene.store.asked.contains(List.of("B")), "asked after the pause");
      scene.store.asked.clear();
      scene.pass(pause.minusSeconds(1));
      assertEquals(Failure.Kind.TIMEOUT, Scene.failure(scene.scrape(), "b").kind());
      assertFalse(scene.store.asked.contains(List.of("B")), "left alone before");
      scene.pass(Duration.ofSeconds(1));
      pause =
          pause.multipliedBy(2).compareTo(Duration.ofMinutes(10)) < 0
              ? pause.multipliedBy(2)
              : Duration.ofMinutes(10);
    }
    scene.store.answers(B, "well again");
    assertTrue(Scene.succeeded(scene.scrape(), "b"));
    scene.scrape();
    assertTrue(scene.store.askedBefore(0).contains("B"), "back in the batch");
  }

  @Test
  void onlyTheCulpritIsPunishedNotWhatQueuedBehindIt() {
    Scene scene = scene();
    scene.store.replies(A, new FakeStore.Hang());
    for (int i = 0; i < 4; i++) {
      Snapshot snapshot = scene.scrape();
      assertEquals(Failure.Kind.TIMEOUT, Scene.failure(snapshot, "a").kind());
      assertEquals(i > 0, Scene.succeeded(snapshot, "b"));
      assertEquals(i > 0, Scene.succeeded(snapshot, "c"));
    }
  }

  @Test
  void whatHadNoTimeLeftBehindASlowAnswerIsNotPunished() {
    Scene scene = scene();
    scene.store.answers(A, "", Scene.LIMIT.minusMillis(10));
    scene.store.answers(B, "", Duration.ofMillis(20));
    assertEquals(Failure.Kind.TIMEOUT, Scene.failure(scene.scrape(), "b").kind());
    scene.store.asked.clear();
    assertTrue(Scene.succeeded(scene.scrape(), "b"));
    assertEquals(List.of("B", "C"), scene.store.asked.get(1), "B stays in the batch");
  }

  @Test
  void anAnswerThatTheServerItselfCutOffCountsAsTimedOut() {
    Scene scene = scene();
    scene.store.replies(
        B,
        new FakeStore.Refuse(
            new Failure(Failure.Kind.TIMEOUT, "cancelled by the server"), Duration.ofSeconds(3)));
    scene.scrape();
    scene.scrape();
    scene.store.asked.clear();
    assertEquals("cancelled by the server", Scene.failure(scene.scrape(), "b").message());
    assertEquals(List.of(List.of("ROLE", "A", "C")), scene.store.asked);
  }

  @Test
  void theTimeOfACollectorIsThatOfItsAnswers() {
    Scene scene = Scene.of(FakeCollector.of("a", A, FakeStore.ROLE), FakeCollector.of("b", B));
    scene.store.answers(FakeStore.ROLE, "primary", Duration.ofMillis(70));
    scene.store.answers(A, "", Duration.ofMillis(30));
    Snapshot snapshot = scene.scrape();
    assertEquals(Duration.ofMillis(100), Scene.report(snapshot, "a").orElseThrow().took());
    assertEquals(Duration.ofMillis(1), Scene.report(snapshot, "b").orElseThrow().took());
  }
}
