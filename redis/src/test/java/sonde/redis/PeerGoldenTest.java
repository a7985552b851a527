package sonde.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;
import sonde.collect.Snapshot;
import sonde.servers.RedisServer;
import sonde.testkit.Golden;
import sonde.testkit.PeerGolden;

/** Every family that the peer gives by default on a real Redis 7 stands in ours alike. */
class PeerGoldenTest {
  /** The values that are the same on every server that is left as it is by default. */
  private static final String[] STABLE = {
    "redis_up",
    "redis_exporter_last_scrape_error",
    "redis_cluster_enabled",
    "redis_cluster_state",
    "redis_cluster_slots_*",
    "redis_config_client_output_buffer_limit_*",
    "redis_config_io_threads",
    "redis_config_maxclients",
    "redis_config_repl_backlog_size",
    "redis_configured_hz",
    "redis_loading_dump_file",
    "redis_max_clients",
    "redis_rdb_last_bgsave_status",
    "redis_aof_last_*_status",
    "redis_replication_backlog_bytes",
    "redis_second_repl_offset",
    "redis_sentinel_masters",
    "redis_sentinel_tilt",
    "redis_sentinel_running_scripts",
    "redis_sentinel_scripts_queue_length",
    "redis_sentinel_simulate_failure_flags",
    "redis_slave_priority"
  };

  @Test
  void standalone() {
    RedisServer server = Servers.standalone();
    golden("standalone")
        .withValues("redis_config_maxmemory", "redis_memory_max_bytes", "redis_aof_enabled")
        .assertCoveredBy(scrape(server));
  }

  @Test
  void primary() {
    golden("primary").assertCoveredBy(scrape(Servers.primary()));
  }

  @Test
  void replica() {
    golden("replica").assertCoveredBy(scrape(Servers.replica()));
  }

  @Test
  void clusterPrimary() {
    golden("cluster").assertCoveredBy(scrape(Servers.cluster().primaries().getFirst()));
  }

  @Test
  void clusterReplica() {
    golden("clusterreplica").assertCoveredBy(scrape(Servers.cluster().replicas().getFirst()));
  }

  @Test
  void sentinel() {
    golden("sentinel")
        .withValues("redis_db_keys", "redis_db_keys_expiring")
        .assertCoveredBy(scrape(Servers.sentinel()));
  }

  private static PeerGolden golden(String server) {
    return PeerGolden.of(Golden.files().read("peers/redis7-" + server + ".prom"))
        .withValues(STABLE)
        .except("redis_exporter_build_info", "Tells of the exporter; ours is sonde_build_info.");
  }

  private static String scrape(RedisServer server) {
    assumeTrue(
        server.version().startsWith("7.") && !server.isValkey(),
        () -> "the peer was recorded on Redis 7.0, this is " + server);
    try (Scraper scraper = Scraper.ofDefaults(Servers.connector(server))) {
      scraper.scrape();
      // The second, as the peer's was: the first one's commands are in its statistics.
      Snapshot snapshot = scraper.scrape();
      assertEquals(Set.of(), Scraper.failed(snapshot), () -> "" + snapshot.collectors());
      return Scraper.text(snapshot);
    }
  }
}
