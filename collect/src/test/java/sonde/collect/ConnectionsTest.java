package sonde.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections and facts: how long they last, and what happens when they end. */
class ConnectionsTest {
  private static final Question A = new Question("A");
  private static final List<String> FULL = List.of("ROLE", "MODULES");

  private static Scene scene() {
    return Scene.of(FakeCollector.of("a", A));
  }

  @Test
  void oneFoundDeadBeforeTheFirstReplyIsReopenedOnceAndTheFactsAskedInFull() {
    Scene scene = scene();
    scene.scrape();
    scene.store.dropsConnections();
    scene.store.version = Version.parse("8.0");
    scene.store.asked.clear();
    Snapshot snapshot = scene.scrape();
    assertTrue(snapshot.up());
    assertTrue(Scene.succeeded(snapshot, "a"));
    assertEquals(List.of(List.of("ROLE", "A"), FULL, List.of("A")), scene.store.asked);
    assertEquals("8.0", serverOf(snapshot).version().text());
    assertEquals(1, scene.store.open());
  }

  @Test
  void oneFoundDeadIsNotReopenedTwice() {
    Scene scene = scene();
    scene.scrape();
    scene.store.replies(FakeStore.ROLE, new FakeStore.Break());
    scene.store.asked.clear();
    Snapshot snapshot = scene.scrape();
    assertFalse(snapshot.up());
    assertEquals("the connection broke", String.valueOf(snapshot.failure()));
    assertEquals(List.of(List.of("ROLE", "A"), FULL), scene.store.asked);
  }

  @Test
  void oneThatBreaksAfterAReplyIsNotReopened() {
    Scene scene = scene();
    scene.scrape();
    scene.store.replies(A, new FakeStore.Break());
    scene.store.asked.clear();
    Snapshot snapshot = scene.scrape();
    assertTrue(snapshot.up());
    assertEquals(Failure.Kind.UNREACHABLE, Scene.failure(snapshot, "a").kind());
    assertEquals(List.of(List.of("ROLE", "A")), scene.store.asked);
  }

  @Test
  void oneThatBreaksAfterTheIdentityIsNotReopened() {
    Scene scene = scene();
    scene.scrape();
    scene.node.refresh();
    scene.store.replies(A, new FakeStore.Break());
    scene.store.asked.clear();
    assertTrue(scene.scrape().up());
    assertEquals(List.of(FULL, List.of("A")), scene.store.asked);
  }

  @Test
  void whatIsOnItsWayAsideIsNotSentAgainAfterReopening() {
    Scene scene = scene();
    scene.store.answers(A, "", Duration.ofSeconds(3));
    scene.scrape();
    scene.store.dropsConnections();
    scene.store.asked.clear();
    assertTrue(Scene.succeeded(scene.scrape(), "a"));
    assertEquals(List.of(List.of("ROLE"), FULL, List.of("A")), scene.store.asked);
  }

  @Test
  void aRefusalIsAReply() {
    Scene scene = scene();
    scene.scrape();
    scene.store.refuses(FakeStore.ROLE, Failure.Kind.SERVER_ERROR);
    scene.store.replies(A, new FakeStore.Break());
    scene.store.asked.clear();
    assertFalse(scene.scrape().up());
    assertEquals(List.of(List.of("ROLE", "A")), scene.store.asked);
  }

  @Test
  void theSecondConnectionFoundDeadIsReopenedOnceToo() {
    Scene scene = Scene.of(List.of(FakeCollector.of("a", A).within(Duration.ofSeconds(1))));
    scene.scrape();
    scene.store.links.getLast().dead = true;
    assertTrue(Scene.succeeded(scene.scrape(), "a"));
    assertEquals(3, scene.store.links.size());
    scene.store.replies(A, new FakeStore.Break());
    assertEquals(Failure.Kind.UNREACHABLE, Scene.failure(scene.scrape(), "a").kind());
    assertEquals(4, scene.store.links.size());
  }

  @Test
  void aConnectionIsRenewedAfterThirtyMinutes() {
    Scene scene = scene();
    scene.scrape();
    scene.pass(Duration.ofMinutes(30).minusSeconds(1));
    scene.scrape();
    assertEquals(1, scene.store.links.size());
    scene.pass(Duration.ofSeconds(1));
    assertNotNull(scene.scrape().connect());
    assertEquals(2, scene.store.links.size());
    assertEquals(1, scene.store.open(), "the old one is closed");
    assertNull(scene.scrape().connect());
  }

  @Test
  void factsAreAskedInFullAfterTenMinutesInTheSameRoundTrip() {
    Scene scene = scene();
    scene.scrape();
    scene.pass(Duration.ofMinutes(9));
    scene.scrape();
    assertEquals(List.of("ROLE", "A"), scene.store.askedBefore(0));
    scene.store.answers(FakeStore.MODULES, "json");
    scene.pass(Duration.ofMinutes(1));
    assertEquals("json", factsOf(scene.scrape()).modules());
    assertEquals(List.of("ROLE", "MODULES", "A"), scene.store.askedBefore(0));
    scene.scrape();
    assertEquals(List.of("ROLE", "A"), scene.store.askedBefore(0));
  }

  @Test
  void factsAreAskedInFullAfterAReload() {
    Scene scene = scene();
    scene.scrape();
    scene.node.refresh();
    scene.scrape();
    assertEquals(FULL, scene.store.askedBefore(1));
    assertEquals(1, scene.store.links.size());
  }

  @Test
  void aReloadDuringARunIsNotForgotten() {
    Scene scene = scene();
    scene.scrape();
    scene.store.replies(
        FakeStore.ROLE,
        new FakeStore.After(
            scene.node::refresh, new FakeStore.Answer("primary", Duration.ofMillis(1))));
    scene.scrape();
    scene.store.answers(FakeStore.ROLE, "primary");
    scene.scrape();
    assertEquals(FULL, scene.store.askedBefore(1));
  }

  @Test
  void theRoleIsReadInEveryRun() {
    Scene scene = scene();
    assertEquals("primary", factsOf(scene.scrape()).role());
    scene.store.answers(FakeStore.ROLE, "replica");
    assertEquals("replica", factsOf(scene.scrape()).role());
  }

  @Test
  void connectingTakesTwoSecondsAtMost() {
    Scene scene = scene();
    scene.store.connectsIn(Duration.ofSeconds(3));
    Snapshot snapshot = scene.scrape();
    assertFalse(snapshot.up());
    assertEquals(List.of(Duration.ofSeconds(2)), scene.store.connectLimits);
    assertEquals(Duration.ofSeconds(2), snapshot.took());
  }

  @Test
  void connectingNeverTakesLongerThanTheScrapeHas() {
    Scene scene = scene();
    scene.store.connectsIn(Duration.ofSeconds(3));
    scene.scrape(Duration.ofMillis(1500));
    assertEquals(List.of(Duration.ofMillis(1500)), scene.store.connectLimits);
  }

  @Test
  void aNodeWhoseLastRunFailedGetsOneSecondUntilItAnswersAgain() {
    Scene scene = scene();
    scene.store.connectsIn(Duration.ofSeconds(3));
    scene.scrape();
    assertEquals(Duration.ofSeconds(1), scene.scrape().took());
    assertEquals(Duration.ofSeconds(1), scene.scrape().took());

    scene.store.connectsIn(Duration.ofMillis(1));
    assertTrue(scene.scrape().up());
    scene.store.answers(A, "", Duration.ofSeconds(9));
    assertTrue(Scene.succeeded(scene.scrape(), "a"), "the whole time again");
  }

  @Test
  void howLongConnectingTookIsTold() {
    Scene scene = scene();
    scene.store.connectsIn(Duration.ofMillis(7));
    assertEquals(Duration.ofMillis(7), scene.scrape().connect());
    assertNull(scene.scrape().connect());
  }

  @Test
  void closingEndsARunUnderWayWithWhatItHas() {
    Scene scene = Scene.of(FakeCollector.of("a", A), FakeCollector.of("b", new Question("B")));
    scene.scrape();
    scene.store.replies(
        new Question("B"), new FakeStore.After(scene.node::close, new FakeStore.Hang()));
    Snapshot snapshot = scene.scrape();
    assertTrue(Scene.succeeded(snapshot, "a"));
    assertEquals(Failure.Kind.TIMEOUT, Scene.failure(snapshot, "b").kind());
    assertTrue(snapshot.took().compareTo(Duration.ofSeconds(1)) < 0, "not at the deadline");
    assertEquals(0, scene.store.open());
  }

  @Test
  void closingEndsWhatIsQueuedAndNothingIsConnectedAfterwards() {
    Scene scene = Scene.of(FakeCollector.of("a", A), FakeCollector.of("b"));
    var first = scene.begin(Scene.LIMIT, "a");
    var second = scene.begin(Scene.LIMIT, "b");
    scene.node.close();
    assertTrue(first.isDone() && second.isDone());
    assertFalse(second.join().up());
    scene.executor.run();
    Snapshot later = scene.scrape();
    assertEquals("the target was removed", String.valueOf(later.failure()));
    assertEquals(List.of(), scene.store.links);
    assertEquals(0, scene.time.waiting());
  }

  private static Facet factsOf(Snapshot snapshot) {
    if (snapshot.facts() instanceof Facet facts) {
      return facts;
    }
    throw new AssertionError("no facts: " + snapshot);
  }

  private static Server serverOf(Snapshot snapshot) {
    return factsOf(snapshot).server();
  }
}
