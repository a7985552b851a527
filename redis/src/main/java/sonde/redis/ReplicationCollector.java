package sonde.redis;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sonde.collect.Collector;
import sonde.collect.FailedException;
import sonde.collect.Family;
import sonde.collect.Replies;
import sonde.collect.Request;
import sonde.collect.Sink;
import sonde.collect.Spec;

/** Replication: a primary's replicas, a replica's primary, and of KeyDB several primaries. */
final class ReplicationCollector implements Collector<RedisFacts> {
  private static final String[] REPLICA = {"slave_ip", "slave_port", "slave_state"};
  private static final String[] PRIMARY = {"master_host", "master_port"};

  private static final Family REPLICA_OFFSET =
      Family.gauge(
          "connected_slave_offset_bytes",
          "Offset in the replication stream that the replica has acknowledged.",
          REPLICA);
  private static final Family REPLICA_LAG =
      Family.gauge(
          "connected_slave_lag_seconds",
          "Seconds since the replica last acknowledged its offset.",
          REPLICA);
  private static final Family LINK_UP =
      Family.gauge("master_link_up", "Whether the link to the primary is up.", PRIMARY);
  private static final Family LAST_IO =
      Family.gauge(
          "master_last_io_seconds_ago", "Seconds since the primary last sent something.", PRIMARY);
  private static final Family SYNCING =
      Family.gauge(
          "master_sync_in_progress",
          "Whether this replica receives all data from its primary.",
          PRIMARY);
  private static final Family OFFSET =
      Family.gauge(
          "slave_repl_offset", "Offset in the replication stream of this replica.", PRIMARY);
  private static final Family INFO =
      Family.gauge(
          "slave_info",
          "This replica's primary, and whether it refuses writes; the value is always 1.",
          "master_host",
          "master_port",
          "read_only");

  private static final Spec SPEC =
      Spec.named("replication", "Replicas of a primary, and the primary of a replica.")
          .emits(InfoField.families(ReplicationFields.ALL))
          .emits(REPLICA_OFFSET, REPLICA_LAG, LINK_UP, LAST_IO, SYNCING, OFFSET, INFO)
          .needs("+info")
          .onByDefault();

  /** Of KeyDB's second primary and those after it, the fields are numbered: master_1_host. */
  private static final Pattern OF_PRIMARY =
      Pattern.compile(
          "master(?:_[0-9]+)?_(host|port|link_status|last_io_seconds_ago|sync_in_progress)");

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public Optional<String> lacking(RedisFacts facts) {
    return facts.lacksData();
  }

  @Override
  public List<Request<?>> requests(RedisFacts facts) {
    return List.of(ServerInfo.ALL);
  }

  @Override
  public void collect(Replies<RedisFacts> replies, Sink out) throws FailedException {
    ServerInfo info = replies.get(ServerInfo.ALL);
    InfoField.put(ReplicationFields.ALL, info, out);
    List<ServerInfo.Field> section = info.section("Replication");
    for (ServerInfo.Field replica : ServerInfo.numbered(section, "slave")) {
      putReplica(ServerInfo.parts(replica.value()), out);
    }
    putPrimaries(section, out);
    if (info.text("role").equals("slave")) {
      out.put(
          INFO,
          1,
          info.text("master_host"),
          info.text("master_port"),
          info.text("slave_read_only"));
    }
  }

  private static void putReplica(Map<String, String> parts, Sink out) {
    String[] labels = {
      parts.getOrDefault("ip", ""), parts.getOrDefault("port", ""), parts.getOrDefault("state", "")
    };
    out.put(REPLICA_OFFSET, Values.number(parts.getOrDefault("offset", "")), labels);
    out.put(REPLICA_LAG, Values.number(parts.getOrDefault("lag", "")), labels);
  }

  /** Each primary's host and port come before its other fields. */
  private static void putPrimaries(List<ServerInfo.Field> section, Sink out) {
    String host = "";
    String port = "";
    for (ServerInfo.Field field : section) {
      String name = field.name();
      String value = field.value();
      if (name.equals("slave_repl_offset")) {
        out.put(OFFSET, Values.number(value), host, port);
        continue;
      }
      Matcher matcher = OF_PRIMARY.matcher(name);
      if (!matcher.matches()) {
        continue;
      }
      switch (matcher.group(1)) {
        case "host" -> host = value;
        case "port" -> port = value;
        case "link_status" -> out.put(LINK_UP, value.equals("up") ? 1 : 0, host, port);
        case "last_io_seconds_ago" -> out.put(LAST_IO, Values.number(value), host, port);
        default -> out.put(SYNCING, Values.number(value), host, port);
      }
    }
  }
}
