package sonde.flows;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What came of accounting a capture file: the ledger, and the sums by host and port. */
public final class Summary {
  private final Ledger ledger;
  private final @Nullable RecordLedger records;
  private final List<HostFigures> hosts;
  private final @Nullable String trouble;

  Summary(
      Ledger ledger,
      @Nullable RecordLedger records,
      List<HostFigures> hosts,
      @Nullable String trouble) {
    this.ledger = ledger;
    this.records = records;
    this.hosts = hosts;
    this.trouble = trouble;
  }

  /** The same, with what became of the records. */
  Summary with(RecordLedger written) {
    return new Summary(ledger, written, hosts, trouble);
  }

  /** What kept it from reading the rest of the file; the summary is of what came before. */
  public Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  /** As the ledger is served and printed: what adds up stands together. */
  private Map<String, Long> entries() {
    Map<String, Long> entries = new LinkedHashMap<>();
    entries.put("packets_delivered", ledger.packetsDelivered());
    entries.put("packets_accounted", ledger.packetsAccounted());
    entries.put("packets_other_ports", ledger.packetsOtherPorts());
    entries.put("packets_not_ip", ledger.packetsNotIp());
    entries.put("packets_malformed", ledger.packetsMalformed());
    entries.put("connections_opened", ledger.connectionsOpened());
    entries.put("connections_established", ledger.connectionsEstablished());
    entries.put("connections_closed", ledger.connectionsClosed());
    entries.put("connections_refused", ledger.connectionsRefused());
    entries.put("connections_reset", ledger.connectionsReset());
    entries.put("connections_timed_out", ledger.connectionsTimedOut());
    entries.put("connections_open", ledger.connectionsOpen());
    entries.put("connections_evicted", ledger.connectionsEvicted());
    if (records != null) {
      entries.put("records", records.made());
      entries.put("records_written", records.written());
      entries.put("records_spooled", records.spooled());
      entries.put("records_given_up", records.givenUp());
    }
    return entries;
  }

  /** For people: the ledger, then a line for each host and port, the largest first. */
  public void writeText(Appendable out) throws IOException {
    for (Map.Entry<String, Long> entry : entries().entrySet()) {
      String name = entry.getKey().replace('_', ' ');
      out.append(String.format(Locale.ROOT, "%-24s %14d%n", name, entry.getValue()));
    }
    out.append(
        String.format(
            Locale.ROOT,
            "%n%-40s %5s %12s %12s %16s%n",
            "host",
            "port",
            "connections",
            "packets",
            "bytes"));
    for (HostFigures host : hosts) {
      out.append(
          String.format(
              Locale.ROOT,
              "%-40s %5d %12d %12d %16d%n",
              host.host(),
              host.port(),
              host.connections(),
              host.packets(),
              host.bytes()));
    }
  }

  /** For programs: {@code {"ledger": {…}, "hosts": [{…}, …]}}, a line for each host. */
  public void writeJson(Appendable out) throws IOException {
    out.append("{\"ledger\": {");
    String separator = "";
    for (Map.Entry<String, Long> entry : entries().entrySet()) {
      out.append(separator).append('"').append(entry.getKey()).append("\": ");
      out.append(Long.toString(entry.getValue()));
      separator = ", ";
    }
    out.append("},\n\"hosts\": [");
    separator = "\n";
    for (HostFigures host : hosts) {
      // A host is an address or the word other: nothing that JSON would escape.
      out.append(separator).append("{\"host\": \"").append(host.host());
      out.append("\", \"port\": ").append(Integer.toString(host.port()));
      out.append(", \"connections\": ").append(Long.toString(host.connections()));
      out.append(", \"packets\": ").append(Long.toString(host.packets()));
      out.append(", \"bytes\": ").append(Long.toString(host.bytes())).append('}');
      separator = ",\n";
    }
    out.append("\n]}\n");
  }
}
