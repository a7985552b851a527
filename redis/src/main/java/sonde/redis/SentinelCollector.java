package sonde.redis;

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

/** What a Sentinel says of itself and of its masters in INFO. */
final class SentinelCollector implements Collector<RedisFacts> {
  private static final List<InfoField> FIELDS =
      List.of(
          InfoField.gauge("sentinel_masters", "sentinel_masters", "Masters that are watched."),
          InfoField.gauge(
              "sentinel_tilt", "sentinel_tilt", "Whether the Sentinel does not trust its clock."),
          InfoField.gauge(
              "sentinel_running_scripts", "sentinel_running_scripts", "Scripts that are running."),
          InfoField.gauge(
              "sentinel_scripts_queue_length",
              "sentinel_scripts_queue_length",
              "Scripts that wait or run."),
          InfoField.gauge(
              "sentinel_simulate_failure_flags",
              "sentinel_simulate_failure_flags",
              "Failures that are simulated, as a bit mask."));

  private static final Family STATUS =
      Family.gauge(
          "sentinel_master_status",
          "Whether the master's status is ok.",
          "master_name",
          "master_address",
          "master_status");
  private static final Family REPLICAS = SentinelMaster.gauge("slaves", "Replicas of the master.");
  private static final Family SENTINELS =
      SentinelMaster.gauge("sentinels", "Sentinels that watch the master, with this one.");

  private static final Spec SPEC =
      Spec.named("sentinel", "A Sentinel's state and that of its masters.")
          .emits(InfoField.families(FIELDS))
          .emits(STATUS, REPLICAS, SENTINELS)
          .needs("+info")
          .onByDefault();

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
    return List.of(ServerInfo.ALL);
  }

  @Override
  public void collect(Replies<RedisFacts> replies, Sink out) throws FailedException {
    ServerInfo info = replies.get(ServerInfo.ALL);
    InfoField.put(FIELDS, info, out);
    for (ServerInfo.Field master : ServerInfo.numbered(info.section("Sentinel"), "master")) {
      Map<String, String> parts = ServerInfo.parts(master.value());
      String name = parts.getOrDefault("name", "");
      String address = parts.getOrDefault("address", "");
      String status = parts.getOrDefault("status", "");
      out.put(STATUS, status.equals("ok") ? 1 : 0, name, address, status);
      out.put(REPLICAS, Values.number(parts.getOrDefault("slaves", "")), name, address);
      out.put(SENTINELS, Values.number(parts.getOrDefault("sentinels", "")), name, address);
    }
  }
}
