package sonde.collect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class SampleSinkTest {
  private static final Family GAUGE = Family.gauge("size", "Sizes.", "key");
  private static final Family HISTOGRAM = Family.histogram("seconds", "Seconds.");
  private static final Family SUMMARY = Family.summary("latency", "Latency.");
  private static final FamilyPrefix PREFIX = FamilyPrefix.gauges("config_", "A setting.");

  private final SampleSink sink =
      new SampleSink(
          Spec.named("test", "A test's.")
              .emits(GAUGE, HISTOGRAM, SUMMARY)
              .emits(PREFIX)
              .onByDefault());

  private List<String> labels() {
    return sink.families().getFirst().samples().getFirst().labels();
  }

  private void refuses(String message, Runnable put) {
    String thrown =
        String.valueOf(assertThrows(IllegalStateException.class, put::run).getMessage());
    assertEquals("collector test: family " + message, thrown);
  }

  @Test
  void anUndeclaredFamilyIsRefused() {
    Family same = Family.gauge("size", "Sizes.", "key");
    refuses("size is not declared by its spec", () -> sink.put(same, 1, "a"));
    FamilyPrefix other = FamilyPrefix.gauges("status_", "A status.");
    refuses("status_x is not declared by its spec", () -> sink.put(other.family("x"), 1));
  }

  @Test
  void aWrongNumberOfLabelValuesIsRefused() {
    refuses("size takes [key], got 0", () -> sink.put(GAUGE, 1));
    refuses("size takes [key], got 2", () -> sink.put(GAUGE, 1, "a", "b"));
  }

  @Test
  void theWrongMethodForAFamilysTypeIsRefused() {
    refuses("seconds is a HISTOGRAM and takes no single value", () -> sink.put(HISTOGRAM, 1));
    refuses(
        "latency is a SUMMARY, not a HISTOGRAM",
        () -> sink.histogram(SUMMARY, List.of(), List.of(), 0, 0));
    refuses(
        "size is a GAUGE, not a SUMMARY",
        () -> sink.summary(GAUGE, List.of(), List.of(), 0, 0, "a"));
    refuses(
        "seconds needs a count for each of its 1 bounds",
        () -> sink.histogram(HISTOGRAM, List.of(1.0), List.of(), 0, 0));
    refuses(
        "latency needs a value for each of its 1 quantiles",
        () -> sink.summary(SUMMARY, List.of(0.5), List.of(), 0, 0));
  }

  @Test
  void duplicatesAreDroppedAndCounted() {
    sink.put(GAUGE, 1, "a");
    sink.put(GAUGE, 2, "a");
    sink.put(GAUGE, 3, "b");
    sink.histogram(HISTOGRAM, List.of(1.0), List.of(1.0), 1, 1);
    sink.histogram(HISTOGRAM, List.of(1.0), List.of(1.0), 1, 1);
    assertEquals(1 + 4, sink.duplicates());
    assertEquals(1, Budget.value(sink.families().getFirst().samples().getFirst()));
    assertEquals(2, sink.families().getFirst().samples().size());
  }

  @Test
  void duplicatesAreFoundWhateverTheOrderAndWhatComesBetween() {
    Family other = PREFIX.family("other", "key");
    Family plain = PREFIX.family("plain");
    sink.put(plain, 1);
    for (String key : List.of("c", "a", "b", "a", "d", "c", "d")) {
      sink.put(other, 1, key);
    }
    for (String key : List.of("d", "b", "b", "e", "d")) {
      sink.put(GAUGE, 1, key);
    }
    sink.put(plain, 2);
    assertEquals(3 + 2 + 1, sink.duplicates());
    assertEquals(
        List.of(
            List.of(List.of()),
            List.of(List.of("c"), List.of("a"), List.of("b"), List.of("d")),
            List.of(List.of("d"), List.of("b"), List.of("e"))),
        sink.families().stream()
            .map(family -> family.samples().stream().map(Sample::labels).toList())
            .toList());
  }

  @Test
  void longLabelValuesAreCutBetweenCharacters() {
    String[] values = {"x".repeat(5000)};
    sink.put(GAUGE, 1, values);
    assertEquals("x".repeat(1023) + "…", labels().getFirst());
    assertArrayEquals(new String[] {"x".repeat(5000)}, values, "the caller's stay");

    sink.put(GAUGE, 1, "x".repeat(1022) + "😀".repeat(10));
    assertEquals(
        "x".repeat(1022) + "…", sink.families().getFirst().samples().getLast().labels().getFirst());
  }

  @Test
  void twoLongValuesThatAreCutToOneAreDuplicates() {
    sink.put(GAUGE, 1, "x".repeat(2000) + "a");
    sink.put(GAUGE, 1, "x".repeat(2000) + "b");
    assertEquals(1, sink.duplicates());
  }

  @Test
  void halvesOfCharactersAreReplacedBeforeDuplicatesAreLookedFor() {
    sink.put(GAUGE, 1, "\ud800a\udc00😀");
    sink.put(GAUGE, 1, "\ud801a\udc01😀");
    assertEquals("\ufffda\ufffd😀", labels().getFirst());
    assertEquals(1, sink.duplicates());
  }

  @Test
  void twoVariablesCleanedToOneNameAreOneFamily() {
    sink.put(PREFIX.family("max-memory"), 1);
    sink.put(PREFIX.family("max_memory"), 2);
    sink.put(PREFIX.family("Ünï 1"), 3);
    assertEquals(1, sink.duplicates());
    assertEquals(
        List.of("config_max_memory", "config__n__1"),
        sink.families().stream().map(family -> family.family().name()).toList());
  }

  @Test
  void aVariableNamedLikeADeclaredFamilyOfAnotherShapeIsDropped() {
    Family declared = Family.gauge("config_file", "Files.", "name");
    SampleSink both =
        new SampleSink(Spec.named("both", "Both.").emits(declared).emits(PREFIX).onByDefault());
    both.put(declared, 1, "a");
    both.put(PREFIX.family("file"), 2);
    assertEquals(1, both.duplicates());
    assertEquals(1, both.families().size());
  }

  @Test
  void twoDeclaredFamiliesOfOneNameAndDifferentShapesAreRefused() {
    Family other = Family.gauge("size", "Sizes.", "db");
    SampleSink both = new SampleSink(Spec.named("both", "Both.").emits(GAUGE, other).onByDefault());
    both.put(GAUGE, 1, "a");
    String message =
        String.valueOf(
            assertThrows(IllegalStateException.class, () -> both.put(other, 1, "a")).getMessage());
    assertTrue(message.endsWith("is declared twice, with other labels or another type"), message);
  }

  @Test
  void aServersNamesAreCutAndCleaned() {
    Family family = PREFIX.family("a.b\n\"c\"".repeat(100));
    assertEquals(200, family.name().length());
    assertTrue(family.name().matches("[a-z_]+"), family.name());
  }
}
