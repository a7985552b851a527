package sonde.redis;

import java.util.List;
import java.util.Map;
import sonde.collect.Collector;
import sonde.collect.FailedException;
import sonde.collect.FamilyPrefix;
import sonde.collect.Replies;
import sonde.collect.Request;
import sonde.collect.Sink;
import sonde.collect.Spec;

/** Every number about the Cluster that the server gives, in INFO and in CLUSTER INFO. */
final class ClusterCollector implements Collector<RedisFacts> {
  private static final String CLUSTER = "cluster_";

  private static final FamilyPrefix FAMILIES =
      FamilyPrefix.gauges(CLUSTER, "Field of CLUSTER INFO or INFO under its own name.");

  /** Those that the peer calls otherwise. */
  private static final Map<String, String> RENAMED =
      Map.of(
          "stats_messages_sent", "messages_sent_total",
          "stats_messages_received", "messages_received_total");

  private static final Command<ServerInfo> INFO =
      Command.parsed(reply -> ServerInfo.parse(reply.text()), "CLUSTER", "INFO");

  private static final Spec SPEC =
      Spec.named("cluster", "State of the Cluster as this node sees it, and whether there is one.")
          .emits(FAMILIES)
          .needs("+info", "+cluster|info")
          .onByDefault();

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public List<Request<?>> requests(RedisFacts facts) {
    return facts.mode() == RedisFacts.Mode.CLUSTER
        ? List.of(ServerInfo.ALL, INFO)
        : List.of(ServerInfo.ALL);
  }

  @Override
  public void collect(Replies<RedisFacts> replies, Sink out) throws FailedException {
    put(replies.get(ServerInfo.ALL), out);
    if (replies.asked(INFO)) {
      put(replies.get(INFO), out);
    }
  }

  private static void put(ServerInfo info, Sink out) {
    for (ServerInfo.Field field : info.fields()) {
      if (field.name().startsWith(CLUSTER)) {
        String name = field.name().substring(CLUSTER.length());
        out.put(FAMILIES.family(RENAMED.getOrDefault(name, name)), Values.number(field.value()));
      }
    }
  }
}
