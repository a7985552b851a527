package sonde.flows;

import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** What the accountant tells Prometheus: all of a scrape is of one moment, so that it adds up. */
final class FlowsMetrics implements MultiCollector {
  private static final String PORT = "port";

  private final CaptureLoop capture;
  private final Pipeline pipeline;
  private final int maxFlows;
  private final PrometheusRegistry registry = new PrometheusRegistry();

  FlowsMetrics(CaptureLoop capture, Pipeline pipeline, int maxFlows) {
    this.capture = capture;
    this.pipeline = pipeline;
    this.maxFlows = maxFlows;
    registry.register(this);
    JvmMetrics.builder().register(registry);
  }

  PrometheusRegistry registry() {
    return registry;
  }

  @Override
  public MetricSnapshots collect() {
    Figures figures = capture.figures();
    List<MetricSnapshot> all = new ArrayList<>();
    hosts(figures.hosts(), all);
    ports(figures.hosts(), all);
    packets(figures, all);
    connections(figures, all);
    records(all);
    return new MetricSnapshots(all);
  }

  private static void hosts(List<HostFigures> hosts, List<MetricSnapshot> all) {
    all.add(
        byHost(
            "flows_host_connections",
            "Connections by the host that opened them and the server's port.",
            hosts,
            HostFigures::connections));
    all.add(
        byHost(
            "flows_host_packets",
            "Packets in both directions by client and the server's port.",
            hosts,
            HostFigures::packets));
    all.add(
        byHost(
            "flows_host_bytes",
            "Bytes of IP packets in both directions by client and the server's port.",
            hosts,
            HostFigures::bytes));
  }

  private static MetricSnapshot byHost(
      String name, String help, List<HostFigures> hosts, ToLongFunction<HostFigures> value) {
    CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
    for (HostFigures host : hosts) {
      Labels labels = Labels.of("host", host.host(), PORT, Integer.toString(host.port()));
      counter.dataPoint(point(labels, value.applyAsLong(host)));
    }
    return counter.build();
  }

  private static void ports(List<HostFigures> hosts, List<MetricSnapshot> all) {
    all.add(
        byPort(
            "flows_connections",
            "Connections by the server's port.",
            hosts,
            HostFigures::connections));
    all.add(
        byPort(
            "flows_packets",
            "Packets of connections in both directions by the server's port.",
            hosts,
            HostFigures::packets));
    all.add(
        byPort(
            "flows_bytes",
            "Bytes of IP packets in both directions by the server's port.",
            hosts,
            HostFigures::bytes));
  }

  private static MetricSnapshot byPort(
      String name, String help, List<HostFigures> hosts, ToLongFunction<HostFigures> value) {
    Map<Integer, Long> sums = new TreeMap<>();
    hosts.forEach(host -> sums.merge(host.port(), value.applyAsLong(host), Long::sum));
    CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
    sums.forEach((port, sum) -> counter.dataPoint(point(Labels.of(PORT, port.toString()), sum)));
    return counter.build();
  }

  private static void packets(Figures figures, List<MetricSnapshot> all) {
    Ledger ledger = figures.ledger();
    all.add(
        counter("flows_capture_packets", "Packets that were captured.", ledger.packetsDelivered()));
    all.add(
        counters(
            "flows_capture_packets_by_result",
            "What became of captured packets; the sum is flows_capture_packets_total.",
            "result",
            Map.of(
                "accounted", ledger.packetsAccounted(),
                "other_ports", ledger.packetsOtherPorts(),
                "not_ip", ledger.packetsNotIp(),
                "malformed", ledger.packetsMalformed())));
    all.add(
        counters(
            "flows_capture_dropped_packets",
            "Packets that were lost before they were captured, by whom.",
            "by",
            Map.of("kernel", figures.drops().kernel(), "interface", figures.drops().device())));
    GaugeSnapshot.Builder up =
        GaugeSnapshot.builder()
            .name("flows_capture_up")
            .help("Whether the interface is captured at the moment.");
    figures
        .interfaces()
        .forEach((name, is) -> up.dataPoint(gauge(Labels.of("interface", name), is ? 1 : 0)));
    all.add(up.build());
  }

  private void connections(Figures figures, List<MetricSnapshot> all) {
    Ledger ledger = figures.ledger();
    all.add(
        counter(
            "flows_connections_opened",
            "Connections that were opened, or seen for the first time.",
            ledger.connectionsOpened()));
    all.add(
        counter(
            "flows_connections_established",
            "Connections that both sides agreed to.",
            ledger.connectionsEstablished()));
    all.add(
        counters(
            "flows_connections_ended",
            "Connections that ended, by how; with those that are open the sum is"
                + " flows_connections_opened_total.",
            "how",
            Map.of(
                "closed", closedInOrder(ledger),
                "refused", ledger.connectionsRefused(),
                "reset", ledger.connectionsReset(),
                "timed_out", ledger.connectionsTimedOut(),
                "evicted", ledger.connectionsEvicted())));
    all.add(gauge("flows_connections_open", "Open connections.", ledger.connectionsOpen()));
    all.add(
        gauge(
            "flows_table_flows",
            "Connections in the table, those that ended a moment ago included.",
            figures.followed()));
    all.add(gauge("flows_table_max_flows", "How many the table may hold.", maxFlows));
  }

  private static long closedInOrder(Ledger ledger) {
    return ledger.connectionsClosed()
        - ledger.connectionsRefused()
        - ledger.connectionsReset()
        - ledger.connectionsTimedOut();
  }

  private void records(List<MetricSnapshot> all) {
    RecordLedger ledger = pipeline.ledger();
    Delivery.Stats delivered = pipeline.delivered();
    Spool.Usage spool = pipeline.spool().usage();
    all.add(
        counter(
            "flows_records",
            "Records, those found in the spool at the start included.",
            ledger.made()));
    all.add(
        counter("flows_records_written", "Records that are in the database.", ledger.written()));
    all.add(
        gauge("flows_records_spooled", "Records that wait for the database.", ledger.spooled()));
    all.add(
        counter(
            "flows_records_given_up",
            "Records without room in the spool, whose amounts are kept as sums, and those that a"
                + " damaged disk took.",
            ledger.givenUp()));
    all.add(gauge("flows_spool_bytes", "Size of the spool's files.", spool.bytes()));
    all.add(gauge("flows_spool_max_bytes", "Size they may have.", pipeline.spool().maxSize()));
    Long oldest = spool.oldestMillis();
    long age = oldest == null ? 0 : InstantSource.system().millis() - oldest;
    all.add(
        gauge(
            "flows_spool_oldest_record_age_seconds",
            "Age of the oldest record that waits for the database.",
            Math.max(0, age) / 1000.0));
    all.add(gauge("flows_sink_up", "Whether the database is connected.", delivered.up() ? 1 : 0));
    all.add(counter("flows_sink_rows", "Rows written.", delivered.rows()));
    all.add(counter("flows_sink_batches", "Transactions that wrote them.", delivered.batches()));
    all.add(counter("flows_sink_retries", "Attempts after the first.", delivered.retries()));
  }

  private static MetricSnapshot counter(String name, String help, long value) {
    return CounterSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(point(Labels.EMPTY, value))
        .build();
  }

  private static MetricSnapshot counters(
      String name, String help, String label, Map<String, Long> values) {
    CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
    values.forEach((key, value) -> counter.dataPoint(point(Labels.of(label, key), value)));
    return counter.build();
  }

  private static MetricSnapshot gauge(String name, String help, long value) {
    return gauge(name, help, (double) value);
  }

  private static MetricSnapshot gauge(String name, String help, double value) {
    return GaugeSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(gauge(Labels.EMPTY, value))
        .build();
  }

  private static CounterDataPointSnapshot point(Labels labels, long value) {
    return CounterDataPointSnapshot.builder().labels(labels).value((double) value).build();
  }

  private static GaugeDataPointSnapshot gauge(Labels labels, double value) {
    return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
  }
}
