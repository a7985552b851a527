package sonde.exporter;

import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Label;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import sonde.collect.Family;
import sonde.collect.FamilySamples;
import sonde.collect.Sample;

/** Sonde's own process and JVM, as client_java measures and names them. */
final class ClientJava {
  private final PrometheusRegistry registry = new PrometheusRegistry();

  ClientJava() {
    JvmMemoryMetrics.builder().register(registry);
    JvmGarbageCollectorMetrics.builder().register(registry);
    ProcessMetrics.builder().register(registry);
  }

  List<FamilySamples> families() {
    List<FamilySamples> all = new ArrayList<>();
    for (MetricSnapshot snapshot : registry.scrape()) {
      MetricMetadata metadata = snapshot.getMetadata();
      String name = metadata.getPrometheusName();
      String help = metadata.getHelp() == null ? "" : metadata.getHelp();
      switch (snapshot) {
        case CounterSnapshot counter ->
            add(
                all,
                counter.getDataPoints(),
                labels -> Family.counter(name + "_total", help, labels),
                point -> new Sample.Value(values(point), point.getValue()));
        case GaugeSnapshot gauge ->
            add(
                all,
                gauge.getDataPoints(),
                labels -> Family.gauge(name, help, labels),
                point -> new Sample.Value(values(point), point.getValue()));
        case SummarySnapshot summary ->
            add(
                all,
                summary.getDataPoints(),
                labels -> Family.summary(name, help, labels),
                point ->
                    new Sample.Summary(
                        values(point),
                        List.of(),
                        List.of(),
                        point.getSum(),
                        (double) point.getCount()));
        default -> throw new IllegalStateException(name + " is of a type that is not adapted");
      }
    }
    return all;
  }

  private static <P extends DataPointSnapshot> void add(
      List<FamilySamples> all,
      List<P> points,
      Function<String[], Family> family,
      Function<P, Sample> sample) {
    if (points.isEmpty()) {
      return;
    }
    String[] labels =
        points.getFirst().getLabels().stream().map(Label::getName).toArray(String[]::new);
    all.add(
        new FamilySamples(family.apply(labels).absolute(), points.stream().map(sample).toList()));
  }

  private static List<String> values(DataPointSnapshot point) {
    return point.getLabels().stream().map(Label::getValue).toList();
  }
}
