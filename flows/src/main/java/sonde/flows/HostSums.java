package sonde.flows;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The sums of a batch by host, so that each row of the table is touched once. */
final class HostSums {
  /** Everybody updates rows in this order, so that two seldom wait for each other. */
  private static final Comparator<Sum> ORDER =
      Comparator.comparing(Sum::host).thenComparingInt(Sum::port).thenComparingInt(Sum::protocol);

  private record Key(Address host, int port, int protocol) {}

  /**
   * What a host sent and received, to and from a port of servers.
   *
   * @param lastSeen the newest record's time, milliseconds since 1970
   */
  record Sum(
      Address host,
      int port,
      int protocol,
      long connections,
      long packets,
      long bytes,
      long lastSeen) {}

  private HostSums() {}

  /** The sums of the records from a number on, in the order of their keys. */
  static List<Sum> of(Batch batch, long from) {
    Map<Key, Amounts> sums = new HashMap<>();
    for (long number = from; number <= batch.last(); number++) {
      FlowRecord record = batch.record(number);
      Key key = new Key(record.client(), record.serverPort(), record.protocol());
      sums.computeIfAbsent(key, _ -> new Amounts()).add(record);
    }
    List<Sum> sorted = new ArrayList<>(sums.size());
    sums.forEach((key, amounts) -> sorted.add(amounts.sum(key)));
    sorted.sort(ORDER);
    return sorted;
  }

  /** What is added up of a key. */
  private static final class Amounts {
    private long connections;
    private long packets;
    private long bytes;
    private long lastSeen;

    void add(FlowRecord record) {
      connections += record.connections();
      packets += record.packets();
      bytes += record.bytes();
      lastSeen = Math.max(lastSeen, record.time());
    }

    Sum sum(Key key) {
      return new Sum(key.host, key.port, key.protocol, connections, packets, bytes, lastSeen);
    }
  }
}
