package sonde.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a collector may give at most, and what becomes of the rest. */
class BudgetTest {
  private static final Family GAUGE = Family.gauge("size", "Sizes.", "key");
  private static final Family SUMMED = GAUGE.summed();
  private static final Family COUNTER = Family.counter("calls_total", "Calls.", "cmd");
  private static final Family STICKY = COUNTER.summed();
  private static final Family SINGLE = Family.gauge("single", "One value.");

  private final FakeTime time = new FakeTime();

  private static Sample sample(String label, double value) {
    return new Sample.Value(List.of(label), value);
  }

  private static FamilySamples numbered(Family family, int count) {
    return new FamilySamples(
        family, IntStream.range(0, count).mapToObj(i -> sample("k" + i, i)).toList());
  }

  private static String shown(Budget.Kept kept, Family family) {
    StringBuilder all = new StringBuilder();
    for (FamilySamples samples : kept.families()) {
      if (samples.family() == family) {
        for (Sample sample : samples.samples()) {
          all.append(all.isEmpty() ? "" : " ");
          all.append(sample.labels().getFirst()).append('=').append((long) Budget.value(sample));
        }
      }
    }
    return all.toString();
  }

  private String counters(Budget budget, Object... labelsAndValues) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < labelsAndValues.length; i += 2) {
      samples.add(sample((String) labelsAndValues[i], (Integer) labelsAndValues[i + 1]));
    }
    time.advance(Duration.ofMinutes(1));
    return shown(budget.apply(List.of(new FamilySamples(STICKY, samples))), STICKY);
  }

  @Test
  void withinTheBudgetNothingIsTouched() {
    List<FamilySamples> all = List.of(numbered(GAUGE, 5), numbered(COUNTER, 5));
    assertEquals(new Budget.Kept(all, 10, 0), new Budget(10, time).apply(all));
  }

  @Test
  void ofAGaugeTheLargestStayInTheirOrder() {
    Budget.Kept kept =
        new Budget(2, time)
            .apply(
                List.of(
                    new FamilySamples(
                        GAUGE, List.of(sample("a", 5), sample("b", 1), sample("c", 9)))));
    assertEquals("a=5 c=9", shown(kept, GAUGE));
    assertEquals(2, kept.series());
    assertEquals(1, kept.dropped());
  }

  @Test
  void ofASummedGaugeTheRestIsOther() {
    Budget.Kept kept = new Budget(3, time).apply(List.of(numbered(SUMMED, 6)));
    assertEquals("k4=4 k5=5 other=6", shown(kept, SUMMED));
    assertEquals(3, kept.series());
    assertEquals(4, kept.dropped());
  }

  @Test
  void aSeriesOfTheServersNamedOtherIsPartOfOther() {
    List<Sample> samples = List.of(sample("other", 90), sample("a", 5), sample("b", 7));
    Budget.Kept gauges = new Budget(2, time).apply(List.of(new FamilySamples(SUMMED, samples)));
    assertEquals("b=7 other=95", shown(gauges, SUMMED));
    assertEquals("b=7 other=95", counters(new Budget(2, time), "other", 90, "a", 5, "b", 7));
  }

  @Test
  void whatIsNoNumberGoesFirst() {
    Budget.Kept kept =
        new Budget(2, time)
            .apply(
                List.of(
                    new FamilySamples(
                        SUMMED,
                        List.of(sample("nan", Double.NaN), sample("a", 1), sample("b", 2)))));
    assertEquals("b=2 other=1", shown(kept, SUMMED));
  }

  @Test
  void roomIsSharedFairlySmallFamiliesAreWholeBeforeLargeOnesAreCut() {
    Budget.Kept kept =
        new Budget(20, time)
            .apply(
                List.of(
                    numbered(GAUGE, 1000),
                    new FamilySamples(SINGLE, List.of(new Sample.Value(List.of(), 1))),
                    numbered(COUNTER, 3),
                    numbered(SUMMED, 1000)));
    assertEquals(8, kept.families().getFirst().samples().size());
    assertEquals(1, kept.families().get(1).samples().size());
    assertEquals(3, kept.families().get(2).samples().size());
    assertEquals(8, kept.families().get(3).samples().size());
    assertEquals(20, kept.series());
    assertEquals(2004 - 19, kept.dropped(), "other is none of the server's");
  }

  @Test
  void countersBeyondTheBudgetThatCannotBeSummedKeepTheirPlacesAndValues() {
    Budget budget = new Budget(2, time);
    FamilySamples first =
        new FamilySamples(COUNTER, List.of(sample("a", 5), sample("b", 1), sample("c", 9)));
    assertEquals("a=5 c=9", shown(budget.apply(List.of(first)), COUNTER));
    FamilySamples second =
        new FamilySamples(COUNTER, List.of(sample("a", 6), sample("b", 100), sample("c", 9)));
    assertEquals("a=6 c=9", shown(budget.apply(List.of(second)), COUNTER));
  }

  @Test
  void aCountersPlaceIsStickyAndTheRestIsOther() {
    Budget budget = new Budget(3, time);
    assertEquals("a=10 b=20 c=5", counters(budget, "a", 10, "b", 20, "c", 5));
    assertEquals("a=11 b=20 other=9", counters(budget, "a", 11, "b", 20, "c", 5, "d", 4));
    assertEquals("a=11 b=21 other=99", counters(budget, "a", 11, "b", 21, "c", 95, "d", 4));
  }

  @Test
  void aPlaceIsFreedAfterAnIdleHourAndItsTotalIsAddedToOther() {
    Budget budget = new Budget(3, time);
    assertEquals("a=10 b=20 other=5", counters(budget, "a", 10, "b", 20, "c", 5, "d", 0));
    for (int minute = 1; minute <= 60; minute++) {
      assertEquals(
          "a=%d b=20 other=%d".formatted(10 + minute, 5 + minute),
          counters(budget, "a", 10 + minute, "b", 20, "c", 5 + minute, "d", 0));
    }
    assertEquals(
        "a=71 c=0 other=86",
        counters(budget, "a", 71, "b", 20, "c", 66, "d", 0),
        "c starts at 0 with its past in other, together with that of b");
    assertEquals("a=71 c=4 other=86", counters(budget, "a", 71, "b", 20, "c", 70, "d", 0));
    assertEquals("a=71 c=4 other=89", counters(budget, "a", 71, "b", 23, "c", 70, "d", 0));
  }

  @Test
  void idleSeriesDoNotPushOutIdleSeries() {
    Budget budget = new Budget(3, time);
    String shown = counters(budget, "a", 10, "b", 20, "c", 5, "d", 4);
    time.advance(Duration.ofHours(5));
    assertEquals(shown, counters(budget, "a", 10, "b", 20, "c", 5, "d", 4));
    assertEquals(
        "b=20 c=0 other=20",
        counters(budget, "a", 10, "b", 20, "c", 6, "d", 4),
        "only one place is taken, for the one that moved");
  }

  @Test
  void aCounterThatBeganAnewIsShownFromItsNewBeginning() {
    Budget budget = new Budget(3, time);
    counters(budget, "a", 10, "b", 20, "c", 5, "d", 4);
    assertEquals("a=3 b=20 other=9", counters(budget, "a", 3, "b", 20, "c", 5, "d", 4));
    assertEquals(
        "a=3 b=20 other=11",
        counters(budget, "a", 3, "b", 20, "c", 2, "d", 4),
        "what c counted before stays");
  }

  @Test
  void otherStaysWhenTheRestIsGone() {
    Budget budget = new Budget(3, time);
    counters(budget, "a", 10, "b", 20, "c", 5, "d", 4);
    assertEquals("a=10 b=20 other=9", counters(budget, "a", 10, "b", 20));
    assertEquals("a=10 other=9", counters(budget, "a", 10));
  }

  @Test
  void aCounterThatIsNoNumberHasNoPart() {
    Budget budget = new Budget(2, time);
    FamilySamples family =
        new FamilySamples(STICKY, List.of(sample("a", Double.NaN), sample("b", 2), sample("c", 1)));
    assertEquals("b=2 other=1", shown(budget.apply(List.of(family)), STICKY));
  }

  @Test
  void histogramsKeepTheirPlacesToo() {
    Family family = Family.histogram("seconds", "Seconds.", "cmd");
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      samples.add(
          new Sample.Histogram(List.of("k" + i), List.of(0.1, 1.0), List.of(1.0, 2.0), 3, 10 + i));
    }
    Budget budget = new Budget(11, time);
    FamilySamples all = new FamilySamples(family, samples);
    assertEquals("k2=12 k3=13", shown(budget.apply(List.of(all)), family));
    FamilySamples reversed = new FamilySamples(family, samples.reversed());
    Budget.Kept kept = budget.apply(List.of(reversed));
    assertEquals("k3=13 k2=12", shown(kept, family));
    assertEquals(10, kept.series());
    assertEquals(10, kept.dropped());
  }

  @Test
  void whoHasAPlaceKeepsItWhenOtherFamiliesGrow() {
    Budget budget = new Budget(10, time);
    FamilySamples many = numbered(COUNTER, 20);
    assertEquals(10, budget.apply(List.of(many)).series());
    Budget.Kept kept = budget.apply(List.of(many, numbered(GAUGE, 20)));
    assertEquals(10, kept.series());
    assertTrue(kept.families().stream().noneMatch(family -> family.family() == GAUGE));
  }

  @Test
  void whatIsLeftOutIsCountedInTheReport() {
    FakeCollector collector = FakeCollector.of("a").with(s -> s.emits(GAUGE).maxSeries(3));
    collector.doing(
        (replies, out) -> {
          out.put(collector.family, 1);
          for (int i = 0; i < 9; i++) {
            out.put(GAUGE, i, "k" + i);
          }
        });
    CollectorReport report = Scene.report(Scene.of(collector).scrape(), "a").orElseThrow();
    assertEquals(3, report.series());
    assertEquals(7, report.dropped());
    assertEquals(new Outcome.Success(), report.outcome());
  }
}
