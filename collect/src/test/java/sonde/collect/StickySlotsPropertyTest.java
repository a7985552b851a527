package sonde.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counters walk at random; what a user sees of them must hold whatever they do. */
class StickySlotsPropertyTest {
  private static final Family FAMILY = Family.counter("calls_total", "Calls.", "cmd").summed();
  private static final int MOST = 8;
  private static final int SERIES = 25;
  private static final int STEPS = 400;

  private final FakeTime time = new FakeTime();
  private final Budget budget = new Budget(MOST, time);
  private final long[] raw = new long[SERIES];

  private Map<String, Double> shown() {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < SERIES; i++) {
      samples.add(new Sample.Value(List.of("k" + i), raw[i]));
    }
    Map<String, Double> shown = new HashMap<>();
    Budget.Kept kept = budget.apply(List.of(new FamilySamples(FAMILY, samples)));
    assertTrue(kept.series() <= MOST, "within the budget");
    for (Sample sample : kept.families().getFirst().samples()) {
      shown.put(sample.labels().getFirst(), Budget.value(sample));
    }
    return shown;
  }

  /** Some counters move; now and then none does for a long time. */
  private void walk(Random random) {
    time.advance(Duration.ofMinutes(random.nextInt(20) == 0 ? 70 : 3));
    for (int i = 0; i < SERIES; i++) {
      if (random.nextInt(SERIES) < 4 + i / 8) {
        raw[i] += random.nextInt(1000);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void noCounterFallsUnlessItsOwnWasReset(long seed) {
    Random random = new Random(seed);
    Map<String, Double> before = shown();
    int changes = 0;
    for (int step = 0; step < STEPS; step++) {
      walk(random);
      int reset = random.nextInt(10) == 0 ? random.nextInt(SERIES) : -1;
      if (reset >= 0) {
        raw[reset] = random.nextInt(50);
      }
      Map<String, Double> now = shown();
      for (Map.Entry<String, Double> series : before.entrySet()) {
        Double value = now.get(series.getKey());
        boolean own = series.getKey().equals("k" + reset);
        assertTrue(
            value == null || own || value >= series.getValue(), () -> series + " fell to " + value);
      }
      changes += before.keySet().equals(now.keySet()) ? 0 : 1;
      before = now;
    }
    assertTrue(changes > 3, "places changed hands");
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
  void withoutResetsTheSumOfWhatIsShownIsTheSumOfAll(long seed) {
    Random random = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      walk(random);
      double sum = 0;
      for (double value : shown().values()) {
        sum += value;
      }
      double all = 0;
      for (long value : raw) {
        all += value;
      }
      assertEquals(all, sum, "in step " + step);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24})
  void aServersRestartLetsNoOtherFall(long seed) {
    Random random = new Random(seed);
    double other = 0;
    for (int step = 0; step < STEPS; step++) {
      walk(random);
      if (random.nextInt(30) == 0) {
        java.util.Arrays.fill(raw, 0);
      }
      double now = shown().getOrDefault("other", -1.0);
      assertTrue(now >= other, "other fell from " + other + " to " + now);
      other = now;
    }
    assertTrue(other > 0);
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32})
  void theOrderOfTheServersAnswerDoesNotMatterToWhoHasAPlace(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < SERIES; i++) {
      raw[i] = i + 1L;
    }
    Map<String, Double> first = shown();
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < SERIES; i++) {
      samples.add(new Sample.Value(List.of("k" + i), raw[i]));
    }
    Collections.shuffle(samples, random);
    Map<String, Double> second = new HashMap<>();
    new Budget(MOST, time)
        .apply(List.of(new FamilySamples(FAMILY, samples)))
        .families()
        .getFirst()
        .samples()
        .forEach(sample -> second.put(sample.labels().getFirst(), Budget.value(sample)));
    assertEquals(first, second);
  }
}
