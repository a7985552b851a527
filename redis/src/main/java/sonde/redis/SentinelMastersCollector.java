package sonde.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sonde.collect.Collector;
import sonde.collect.FailedException;
import sonde.collect.Family;
import sonde.collect.Replies;
import sonde.collect.Request;
import sonde.collect.Sink;
import sonde.collect.Spec;

/** How a Sentinel is configured for its masters, and how many of their peers are well. */
final class SentinelMastersCollector implements Collector<RedisFacts> {
  private static final Map<String, Family> SETTINGS =
      Map.of(
          "quorum",
          SentinelMaster.gauge(
              "setting_ckquorum", "Sentinels that must agree that the master is down."),
          "failover-timeout",
          SentinelMaster.gauge(
              "setting_failover_timeout", "Milliseconds that a failover may take."),
          "parallel-syncs",
          SentinelMaster.gauge(
              "setting_parallel_syncs",
              "Replicas that may synchronize with a new master at a time."),
          "down-after-milliseconds",
          SentinelMaster.gauge(
              "setting_down_after_milliseconds",
              "Milliseconds without answer after which the master is down for this Sentinel."),
          "config-epoch",
          SentinelMaster.gauge("config_epoch", "Version of the master's configuration."));

  private static final Family LAST_PING =
      SentinelMaster.gauge(
          "last_ok_ping_reply_seconds", "Seconds since the master last answered a ping well.");
  private static final Family OK_SENTINELS =
      SentinelMaster.gauge("ok_sentinels", "Sentinels that are not down, with this one.");
  private static final Family OK_REPLICAS =
      SentinelMaster.gauge("ok_slaves", "Replicas of the master that are not down.");

  private static final Command<List<Map<String, String>>> MASTERS =
      Command.parsed(SentinelMaster::instances, "SENTINEL", "MASTERS");

  private static final Spec SPEC =
      Spec.named("sentinel_masters", "Settings of a Sentinel's masters, and who of them is well.")
          .emits(List.copyOf(SETTINGS.values()))
          .emits(LAST_PING, OK_SENTINELS, OK_REPLICAS)
          .since("redis", "5.0")
          .since("valkey", "7.2")
          .since("keydb", "5.0")
          .needs("+sentinel|masters", "+sentinel|sentinels", "+sentinel|replicas")
          .onByDefault();

  private static Command<Long> well(String peers, String master) {
    return Command.parsed(
        reply ->
            SentinelMaster.instances(reply).stream()
                .map(instance -> instance.getOrDefault("flags", "s_down"))
                .filter(flags -> !flags.contains("s_down") && !flags.contains("o_down"))
                .count(),
        "SENTINEL",
        peers,
        master);
  }

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public Optional<String> lacking(RedisFacts facts) {
    return facts.lacksMasters();
  }

  @Override
  public List<Request<?>> requests(RedisFacts facts) {
    List<Request<?>> requests = new ArrayList<>();
    requests.add(MASTERS);
    for (String master : facts.masters()) {
      requests.add(well("SENTINELS", master));
      requests.add(well("REPLICAS", master));
    }
    return requests;
  }

  @Override
  public void collect(Replies<RedisFacts> replies, Sink out) throws FailedException {
    for (Map<String, String> master : replies.get(MASTERS)) {
      String name = master.getOrDefault("name", "");
      String address = master.getOrDefault("ip", "") + ":" + master.getOrDefault("port", "");
      SETTINGS.forEach(
          (setting, family) ->
              out.put(family, Values.number(master.getOrDefault(setting, "")), name, address));
      Values.number(master.getOrDefault("last-ok-ping-reply", ""))
          .ifPresent(millis -> out.put(LAST_PING, millis / 1e3, name, address));
      Command<Long> sentinels = well("SENTINELS", name);
      if (replies.asked(sentinels)) {
        // A Sentinel does not list itself.
        out.put(OK_SENTINELS, replies.get(sentinels) + 1, name, address);
        out.put(OK_REPLICAS, replies.get(well("REPLICAS", name)), name, address);
      }
    }
  }
}
