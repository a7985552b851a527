package sonde.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Collectors that ask more once they have their first answers. */
class SecondQuestionsTest {
  private static final Question A = new Question("A");
  private static final Question MORE = new Question("MORE");

  private static FakeCollector asking() {
    FakeCollector collector = FakeCollector.of("curious", A).with(Spec.Builder::asksMore);
    return collector.doing(
        (replies, out) -> {
          replies.get(A);
          replies.ask(MORE);
          out.put(collector.family, 1);
        });
  }

  @Test
  void theyAreAskedOnTheSecondConnectionOnly() {
    Scene scene = Scene.of(asking(), FakeCollector.of("other", new Question("LATER")));
    assertTrue(Scene.succeeded(scene.scrape(), "curious"));
    assertEquals(
        List.of(List.of("ROLE", "MODULES"), List.of("A", "LATER"), List.of("MORE")),
        scene.store.asked);
    assertEquals(2, scene.store.open());
    scene.store.asked.clear();
    assertTrue(Scene.succeeded(scene.scrape(), "curious"));
    assertEquals(List.of(List.of("ROLE", "A", "LATER"), List.of("MORE")), scene.store.asked);
    assertEquals(2, scene.store.open());
  }

  @Test
  void aCollectorWhoseSpecDoesNotSaySoMayNotAskMore() {
    Scene scene = Scene.of(FakeCollector.of("curious").doing((replies, out) -> replies.ask(MORE)));
    Failure failure = Scene.failure(scene.scrape(), "curious");
    assertEquals(Failure.Kind.BUG, failure.kind());
    assertTrue(failure.message().contains("does not say asksMore"), failure.message());
  }

  @Test
  void oneThatHangsFailsAtTheDeadlineAndCostsNobody() {
    Scene scene = Scene.of(asking(), FakeCollector.of("other", A));
    scene.store.replies(MORE, new FakeStore.Hang());
    Snapshot snapshot = scene.scrape();
    assertEquals(Failure.Kind.TIMEOUT, Scene.failure(snapshot, "curious").kind());
    assertTrue(Scene.succeeded(snapshot, "other"));
    assertEquals(Scene.LIMIT, snapshot.took());
  }

  @Test
  void oneThatHangsEndsAtTheCollectorsOwnTimeout() {
    Scene scene = Scene.of(List.of(asking().within(Duration.ofSeconds(1))));
    scene.store.replies(MORE, new FakeStore.Hang());
    Snapshot snapshot = scene.scrape();
    assertEquals(Failure.Kind.TIMEOUT, Scene.failure(snapshot, "curious").kind());
    assertTrue(snapshot.took().compareTo(Duration.ofMillis(1100)) < 0);
  }

  @Test
  void noneIsSentOnceTheTimeIsOver() {
    FakeCollector stubborn = FakeCollector.of("stubborn").with(Spec.Builder::asksMore);
    stubborn.doing(
        (replies, out) -> {
          for (int i = 0; i < 3; i++) {
            try {
              replies.ask(new Question("MORE " + i));
            } catch (FailedException e) {
              assertEquals(Failure.Kind.TIMEOUT, e.failure().kind());
            }
          }
        });
    Scene scene = Scene.of(stubborn);
    scene.store.replies(new Question("MORE 0"), new FakeStore.Hang());
    scene.scrape();
    assertEquals(List.of("MORE 0"), scene.store.askedBefore(0));
    assertEquals(2, scene.store.links.size(), "no connection is made for nothing");
  }

  @Test
  void aRefusedOneIsLeftAloneForTenMinutesToo() {
    Scene scene = Scene.of(asking());
    scene.store.refuses(MORE, Failure.Kind.REFUSED);
    assertEquals(Failure.Kind.REFUSED, Scene.failure(scene.scrape(), "curious").kind());
    scene.store.asked.clear();
    assertEquals(Failure.Kind.REFUSED, Scene.failure(scene.scrape(), "curious").kind());
    assertFalse(scene.store.asked.contains(List.of("MORE")));
    scene.store.answers(MORE, "granted");
    scene.pass(Duration.ofMinutes(10));
    assertTrue(Scene.succeeded(scene.scrape(), "curious"));
  }

  @Test
  void anUnknownOneMeansUnsupported() {
    Scene scene = Scene.of(asking());
    scene.store.refuses(MORE, Failure.Kind.UNSUPPORTED);
    assertEquals(
        new Outcome.Unsupported("Question[name=MORE] refused"),
        Scene.outcome(scene.scrape(), "curious"));
  }
}
