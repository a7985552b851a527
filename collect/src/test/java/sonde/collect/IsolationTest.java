package sonde.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A failed collector contributes nothing and costs nobody. */
class IsolationTest {
  private static final Question A = new Question("A");
  private static final Question B = new Question("B");
  private static final Question C = new Question("C");

  /** What a collector can do wrong. */
  enum Fault {
    FAILURE,
    RUNTIME_EXCEPTION,
    STACK_OVERFLOW,
    LINKAGE_ERROR;

    void happen() throws FailedException {
      switch (this) {
        case FAILURE -> throw new FailedException(Failure.Kind.MALFORMED, "what is this");
        case RUNTIME_EXCEPTION -> throw new ArithmeticException("by zero");
        case STACK_OVERFLOW -> endless(1);
        case LINKAGE_ERROR -> throw new NoClassDefFoundError("gone");
      }
    }

    private static int endless(int depth) {
      return depth > 0 ? endless(depth + 1) + 1 : 0;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFailedCollectorContributesNothingAndCostsNobody(Fault fault) {
    FakeCollector bad = FakeCollector.of("bad", A);
    bad.doing(
        (replies, out) -> {
          out.put(bad.family, 1);
          fault.happen();
        });
    Scene scene = Scene.of(FakeCollector.of("before", A), bad, FakeCollector.of("after", B));
    for (int i = 0; i < 2; i++) {
      Snapshot snapshot = scene.scrape();
      assertEquals(
          fault == Fault.FAILURE ? Failure.Kind.MALFORMED : Failure.Kind.BUG,
          Scene.failure(snapshot, "bad").kind());
      assertFalse(Scene.has(snapshot, "bad"), "half of what it gives is nothing");
      assertTrue(Scene.succeeded(snapshot, "before"));
      assertTrue(Scene.succeeded(snapshot, "after"));
      assertTrue(snapshot.up());
    }
    assertEquals(1, scene.store.links.size(), "the connection is kept");
  }

  @Test
  void aMistakeInDeclaringRequestsCostsNobody() {
    Collector<Facet> bad =
        new Collector<>() {
          private final Spec spec = Spec.named("bad", "A test's.").onByDefault();

          @Override
          public Spec spec() {
            return spec;
          }

          @Override
          public List<Request<?>> requests(Facet facts) {
            throw new IllegalStateException("no idea");
          }

          @Override
          public void collect(Replies<Facet> replies, Sink out) {
            throw new AssertionError("must not be called");
          }
        };
    Scene scene =
        Scene.of(List.of(Assignment.of(bad), Assignment.<Facet>of(FakeCollector.of("good", A))));
    Snapshot snapshot = scene.scrape();
    assertEquals(Failure.Kind.BUG, Scene.failure(snapshot, "bad").kind());
    assertTrue(Scene.succeeded(snapshot, "good"));
  }

  @Test
  void aRefusedRequestCostsOnlyTheCollectorsThatNeedIt() {
    Scene scene =
        Scene.of(
            FakeCollector.of("a", A),
            FakeCollector.of("both", A, B),
            FakeCollector.of("b", B),
            FakeCollector.of("c", C)
                .doing((replies, out) -> assertTrue(replies.find(C).isEmpty())));
    scene.store.refuses(A, Failure.Kind.REFUSED);
    scene.store.refuses(C, Failure.Kind.REFUSED);
    Snapshot snapshot = scene.scrape();
    assertEquals(Failure.Kind.REFUSED, Scene.failure(snapshot, "a").kind());
    assertEquals(Failure.Kind.REFUSED, Scene.failure(snapshot, "both").kind());
    assertTrue(Scene.succeeded(snapshot, "b"));
    assertEquals(new Outcome.Success(), Scene.outcome(snapshot, "c"));
  }

  @Test
  void aConnectionThatBreaksHalfWayCostsOnlyWhatWasNotAnswered() {
    Scene scene = Scene.of(FakeCollector.of("a", A), FakeCollector.of("b", B));
    scene.store.replies(B, new FakeStore.Break());
    Snapshot snapshot = scene.scrape();
    assertTrue(snapshot.up());
    assertTrue(Scene.succeeded(snapshot, "a"));
    assertEquals(Failure.Kind.UNREACHABLE, Scene.failure(snapshot, "b").kind());
    scene.store.answers(B, "well again");
    assertTrue(Scene.succeeded(scene.scrape(), "b"));
  }

  @Test
  void aMistakeInTheConnectionIsAFailureAndTheConnectionIsNotUsedAgain() {
    Scene scene = Scene.of(FakeCollector.of("a", A), FakeCollector.of("b", B));
    scene.store.replies(B, new FakeStore.Blunder(new IllegalStateException("what now")));
    Snapshot snapshot = scene.scrape();
    assertTrue(Scene.succeeded(snapshot, "a"));
    assertEquals(Failure.Kind.BUG, Scene.failure(snapshot, "b").kind());
    assertEquals(0, scene.store.open(), "its unread replies would be taken for other answers");
    scene.store.answers(B, "well again");
    assertTrue(Scene.succeeded(scene.scrape(), "b"));
  }

  @Test
  void aMistakeInReadingTheFactsEndsTheRunAndNothingElse() {
    Scene scene = Scene.of(FakeCollector.of("a", A));
    scene.store.factsBug = new ArithmeticException("by zero");
    Snapshot snapshot = scene.scrape();
    assertFalse(snapshot.up());
    assertEquals(Failure.Kind.BUG, Scene.failure(snapshot, "a").kind());
    scene.store.factsBug = null;
    assertTrue(Scene.succeeded(scene.scrape(), "a"));
  }

  @Test
  void upOnlyWhenTheIdentityWasAnsweredInThisRun() {
    Scene scene = Scene.of(FakeCollector.of("a", A));
    assertTrue(scene.scrape().up());
    scene.store.replies(FakeStore.ROLE, new FakeStore.Hang());
    Snapshot snapshot = scene.scrape();
    assertFalse(snapshot.up());
    assertEquals(0, Scene.value(snapshot, FakeStore.UP));
    assertFalse(Scene.has(snapshot, "a"));
    assertEquals(Failure.Kind.TIMEOUT, Scene.failure(snapshot, "a").kind());
  }

  @Test
  void noCollectorRunsBeforeTheServerHasSaidWhoItIs() {
    FakeCollector collector =
        FakeCollector.of("a")
            .doing((replies, out) -> assertEquals("replica", replies.facts().role()));
    Scene scene = Scene.of(collector);
    scene.store.answers(FakeStore.ROLE, "replica");
    scene.scrape();
    assertEquals(new Outcome.Success(), Scene.outcome(scene.scrape(), "a"));
    scene.store.noFacts = new FailedException(Failure.Kind.PROTOCOL, "not a fake");
    Snapshot snapshot = scene.scrape();
    assertFalse(snapshot.up());
    assertEquals(Failure.Kind.PROTOCOL, Scene.failure(snapshot, "a").kind());
  }

  @Test
  void whatCannotBeConnectedIsDownForEveryCollectorWithTheReason() {
    Scene scene = Scene.of(FakeCollector.of("a", A), FakeCollector.of("b"));
    scene.store.refusesConnections(new Failure(Failure.Kind.AUTHENTICATION, "wrong password"));
    Snapshot snapshot = scene.scrape();
    assertFalse(snapshot.up());
    assertEquals("wrong password", String.valueOf(snapshot.failure()));
    assertEquals("wrong password", Scene.failure(snapshot, "a").message());
    assertEquals("wrong password", Scene.failure(snapshot, "b").message());
    assertEquals(0, Scene.value(snapshot, FakeStore.UP));
    scene.store.refusesConnections(null);
    assertTrue(scene.scrape().up());
  }

  @Test
  void aMistakeOfTheObserverKeepsNobodyFromItsAnswer() {
    FakeTime time = new FakeTime();
    FakeStore store = new FakeStore(time);
    StepExecutor executor = new StepExecutor();
    Node<Facet> node =
        new Node<>(
            store,
            List.of(),
            time,
            executor,
            new java.util.Random(1),
            snapshot -> {
              throw new IllegalStateException("an observer's mistake");
            });
    var scrape = node.scrape(java.util.Set.of(), Deadline.in(time, Duration.ofSeconds(1)));
    try {
      executor.run();
    } catch (IllegalStateException e) {
      assertEquals("an observer's mistake", e.getMessage());
    }
    assertTrue(scrape.join().up());
    assertEquals(0, time.waiting());
  }
}
