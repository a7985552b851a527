package sonde.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How the samples of several collectors come together. */
class SnapshotTest {
  private static FakeCollector putting(String name, Family family, String... labels) {
    FakeCollector collector = FakeCollector.of(name).with(spec -> spec.emits(family));
    return collector.doing(
        (replies, out) -> {
          out.put(collector.family, 1);
          for (String label : labels) {
            out.put(family, 1, label);
          }
        });
  }

  private static List<List<String>> labels(Snapshot snapshot, String family) {
    return snapshot.families().stream()
        .filter(f -> f.family().name().equals(family))
        .flatMap(f -> f.samples().stream().map(Sample::labels))
        .toList();
  }

  @Test
  void aFamilyOfTwoCollectorsIsOneFamilyAndDuplicatesAreDroppedAndCounted() {
    Family first = Family.gauge("common", "Common.", "key");
    Family second = Family.gauge("common", "Common.", "key");
    Snapshot snapshot =
        Scene.of(putting("one", first, "a", "b"), putting("two", second, "b", "c")).scrape();
    assertEquals(List.of(List.of("a"), List.of("b"), List.of("c")), labels(snapshot, "common"));
    assertEquals(1, snapshot.families().stream().filter(f -> f.family() == first).count());
    assertEquals(0, Scene.report(snapshot, "one").orElseThrow().dropped());
    assertEquals(1, Scene.report(snapshot, "two").orElseThrow().dropped());
    assertEquals(2, Scene.report(snapshot, "two").orElseThrow().series());
    assertTrue(Scene.succeeded(snapshot, "two"));
  }

  @Test
  void aFamilyOfAnotherTypeOrOtherLabelsUnderATakenNameIsDroppedAndCounted() {
    Family first = Family.gauge("common", "Common.", "key");
    Snapshot snapshot =
        Scene.of(
                putting("one", first, "a"),
                putting("two", Family.counter("common", "Common.", "key"), "b"),
                putting("three", Family.gauge("common", "Common.", "db"), "c", "d"))
            .scrape();
    assertEquals(List.of(List.of("a")), labels(snapshot, "common"));
    assertEquals(1, Scene.report(snapshot, "two").orElseThrow().dropped());
    assertEquals(2, Scene.report(snapshot, "three").orElseThrow().dropped());
  }

  @Test
  void aSeriesThatACollectorPutsTwiceIsDroppedAndCounted() {
    Family family = Family.gauge("common", "Common.", "key");
    Snapshot snapshot = Scene.of(putting("one", family, "a", "a", "b")).scrape();
    assertEquals(List.of(List.of("a"), List.of("b")), labels(snapshot, "common"));
    assertEquals(1, Scene.report(snapshot, "one").orElseThrow().dropped());
    assertEquals(3, Scene.report(snapshot, "one").orElseThrow().series());
  }
}
