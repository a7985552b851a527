package sonde.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is asked of a server in a run, and how often. */
class RoundTripsTest {
  private static final Question A = new Question("A");
  private static final Question B = new Question("B");

  @Test
  void aRunOnAKeptOpenConnectionIsOneRoundTrip() {
    Scene scene = Scene.of(FakeCollector.of("a", A), FakeCollector.of("b", B));
    scene.scrape();
    scene.store.asked.clear();
    Snapshot snapshot = scene.scrape();
    assertEquals(List.of(List.of("ROLE", "A", "B")), scene.store.asked);
    assertTrue(Scene.succeeded(snapshot, "a") && Scene.succeeded(snapshot, "b"));
    assertEquals(1, scene.store.links.size());
  }

  @Test
  void aRunOnANewConnectionIsTwoRoundTripsTheIdentityFirst() {
    Scene scene = Scene.of(FakeCollector.of("a", A), FakeCollector.of("b", B));
    scene.scrape();
    assertEquals(List.of(List.of("ROLE", "MODULES"), List.of("A", "B")), scene.store.asked);
  }

  @Test
  void whatTheIdentityAnsweredIsNotAskedAgainForACollector() {
    Scene scene = Scene.of(FakeCollector.of("a", FakeStore.MODULES, A));
    assertTrue(Scene.succeeded(scene.scrape(), "a"));
    assertEquals(List.of(List.of("ROLE", "MODULES"), List.of("A")), scene.store.asked);
    scene.scrape();
    assertEquals(List.of("ROLE", "MODULES", "A"), scene.store.askedBefore(0));
  }

  @Test
  void aSlowIdentityIsNotAskedAgainAside() {
    Scene scene = Scene.of(FakeCollector.of("a", FakeStore.ROLE));
    scene.store.answers(FakeStore.ROLE, "primary", Duration.ofSeconds(4));
    assertTrue(Scene.succeeded(scene.scrape(), "a"));
    assertTrue(Scene.succeeded(scene.scrape(), "a"));
    assertEquals(List.of(List.of("ROLE", "MODULES"), List.of("ROLE")), scene.store.asked);
  }

  @Test
  void equalRequestsOfSeveralCollectorsAreAskedAndHandedOverOnce() {
    List<String> seen = new ArrayList<>();
    FakeCollector.Body noting = (replies, out) -> seen.add(replies.get(new Question("A")));
    Scene scene =
        Scene.of(
            FakeCollector.of("a", A).doing(noting),
            FakeCollector.of("b", new Question("A"), B).doing(noting));
    scene.scrape();
    assertEquals(List.of("A", "B"), scene.store.askedBefore(0));
    assertEquals(2, seen.size());
    assertSame(seen.getFirst(), seen.getLast(), "parsed once, read twice");
  }

  @Test
  void aCollectorReadsOnlyWhatItDeclared() {
    Scene scene =
        Scene.of(
            FakeCollector.of("a", A).doing((replies, out) -> replies.get(B)),
            FakeCollector.of("b", B));
    Snapshot snapshot = scene.scrape();
    assertEquals(Failure.Kind.BUG, Scene.failure(snapshot, "a").kind());
    assertTrue(Scene.failure(snapshot, "a").message().contains("a did not declare B"));
    assertTrue(Scene.succeeded(snapshot, "b"));
  }

  @Test
  void aCollectorPutsOnlyFamiliesThatItDeclared() {
    Family other = Family.gauge("other", "Another's.");
    Scene scene =
        Scene.of(
            FakeCollector.of("a").doing((replies, out) -> out.put(other, 1)),
            FakeCollector.of("b"));
    Snapshot snapshot = scene.scrape();
    assertEquals(Failure.Kind.BUG, Scene.failure(snapshot, "a").kind());
    assertFalse(Scene.has(snapshot, "other"));
    assertTrue(Scene.succeeded(snapshot, "b"));
  }

  @Test
  void whatTheServersVersionLacksIsNeverSent() {
    Scene scene =
        Scene.of(
            FakeCollector.of("old", A).with(spec -> spec.since("fake", "7.0")),
            FakeCollector.of("young", B).with(spec -> spec.since("fake", "7.2")));
    Snapshot snapshot = scene.scrape();
    assertTrue(Scene.succeeded(snapshot, "old"));
    assertEquals(
        new Outcome.Unsupported("needs fake 7.2 or newer, this is 7.0"),
        Scene.outcome(snapshot, "young"));
    assertTrue(scene.store.asked.stream().noneMatch(asked -> asked.contains("B")));
  }

  @Test
  void whatTheServersFlavourLacksIsNeverSent() {
    Scene scene = Scene.of(FakeCollector.of("a", A).with(spec -> spec.since("fork", "1")));
    Snapshot snapshot = scene.scrape();
    assertEquals(new Outcome.Unsupported("is not in fake 7.0"), Scene.outcome(snapshot, "a"));
    assertTrue(scene.store.asked.stream().noneMatch(asked -> asked.contains("A")));
  }

  @Test
  void whatTheFactsSayIsLackingIsNeverSent() {
    Scene scene = Scene.of(FakeCollector.of("a", A).lacking("cluster support is disabled"));
    Snapshot snapshot = scene.scrape();
    assertEquals(
        new Outcome.Unsupported("cluster support is disabled"), Scene.outcome(snapshot, "a"));
    assertTrue(scene.store.asked.stream().noneMatch(asked -> asked.contains("A")));
  }

  @Test
  void onlyCollectorsThatWereAskedForRun() {
    Scene scene = Scene.of(FakeCollector.of("a", A), FakeCollector.of("b", B));
    Snapshot snapshot = scene.scrape("b");
    assertEquals(List.of("B"), scene.store.askedBefore(0));
    assertTrue(Scene.succeeded(snapshot, "b"));
    assertTrue(Scene.report(snapshot, "a").isEmpty());
  }

  @Test
  void aServerWithoutAnyCollectorIsStillAskedWhoItIs() {
    Scene scene = Scene.of();
    assertTrue(scene.scrape().up());
    assertEquals(List.of(List.of("ROLE", "MODULES")), scene.store.asked);
    assertInstanceOf(Facet.class, scene.scrape().facts());
  }
}
