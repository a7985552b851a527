package sonde.traffic;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sonde.config.ConfigException;
import sonde.config.ConfigReader;

/** A report, read: JSON is YAML, and the reader refuses what is not here. */
record Told(double durationSeconds, Sums totals, Map<String, Of> services, List<Host> hosts) {
  record Sums(
      long scheduled,
      long skipped,
      long unsent,
      long unfinished,
      long attempted,
      long established,
      long completed,
      long refused,
      long failed,
      long unreachable,
      long unanswered,
      long broken,
      long timedOut,
      long rejected,
      long bytesSent,
      long bytesReceived) {}

  record Of(
      Service.Type type,
      String address,
      long scheduled,
      long skipped,
      long unsent,
      long unfinished,
      long attempted,
      long established,
      long completed,
      long refused,
      long failed,
      long unreachable,
      long unanswered,
      long broken,
      long timedOut,
      long rejected,
      long bytesSent,
      long bytesReceived) {
    /** Whether what was due is what became of it. */
    boolean addsUp() {
      return scheduled == skipped + unsent + unfinished + attempted
          && attempted == completed + refused + failed
          && failed == unreachable + unanswered + broken + timedOut + rejected
          && established == completed + broken + timedOut + rejected;
    }
  }

  record Host(String host, int port, long connections) {}

  static Told of(Traffic.Result result) throws ConfigException {
    Told told = ConfigReader.literal().readText("report", result.json(), Told.class);
    for (Of service : told.services.values()) {
      if (!service.addsUp()) {
        throw new AssertionError("does not add up: " + result.json());
      }
    }
    return told;
  }

  static Told run(TrafficConfig config) throws ConfigException, InterruptedException {
    return of(new Traffic(config).run());
  }

  Of service(String name) {
    @Nullable Of service = services.get(name);
    if (service == null) {
      throw new AssertionError("no service " + name);
    }
    return service;
  }

  /** Connections to a port by the address that they came from. */
  Map<String, Long> connectionsTo(int port) {
    Map<String, Long> connections = new TreeMap<>();
    hosts.stream()
        .filter(host -> host.port == port)
        .forEach(host -> connections.put(host.host, host.connections));
    return connections;
  }
}
