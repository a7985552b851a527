package sonde.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static sonde.redis.RecordedRedis.array;
import static sonde.redis.RecordedRedis.bulk;

import org.junit.jupiter.api.Test;
import sonde.redisclient.Reply;

/** What becomes of the replies to commands other than INFO. */
class CommandCollectorsTest {
  private static RecordedRedis server(String info) {
    return RecordedRedis.withInfo(InfoGoldenTest.info(info));
  }

  private static void assertGives(String expected, RecordedRedis server, String collector) {
    assertEquals(expected, Scraper.scrape(server, Scraper.named(collector)));
  }

  @Test
  void limitsAreGivenByClassAsTheServerNamesThem() {
    RecordedRedis redis =
        server("redis-7.0")
            .answering(array("maxclients", "10000"), "CONFIG", "GET", "maxclients")
            .answering(array("maxmemory", "1073741824"), "CONFIG", "GET", "maxmemory")
            .answering(array("io-threads", "1"), "CONFIG", "GET", "io-threads")
            .answering(array("repl-backlog-size", "1048576"), "CONFIG", "GET", "repl-backlog-size")
            .answering(
                array(
                    "client-output-buffer-limit",
                    "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60"),
                "CONFIG",
                "GET",
                "client-output-buffer-limit");
    assertGives(
        """
        # TYPE redis_config_client_output_buffer_limit_bytes gauge
        redis_config_client_output_buffer_limit_bytes{class="normal",limit="hard"} 0
        redis_config_client_output_buffer_limit_bytes{class="normal",limit="soft"} 0
        redis_config_client_output_buffer_limit_bytes{class="slave",limit="hard"} 2.68435456e+08
        redis_config_client_output_buffer_limit_bytes{class="slave",limit="soft"} 6.7108864e+07
        redis_config_client_output_buffer_limit_bytes{class="pubsub",limit="hard"} 3.3554432e+07
        redis_config_client_output_buffer_limit_bytes{class="pubsub",limit="soft"} 8.388608e+06
        # TYPE redis_config_client_output_buffer_limit_overcome_seconds gauge
        redis_config_client_output_buffer_limit_overcome_seconds{class="normal",limit="soft"} 0
        redis_config_client_output_buffer_limit_overcome_seconds{class="slave",limit="soft"} 60
        redis_config_client_output_buffer_limit_overcome_seconds{class="pubsub",limit="soft"} 60
        # TYPE redis_config_io_threads gauge
        redis_config_io_threads 1
        # TYPE redis_config_maxclients gauge
        redis_config_maxclients 10000
        # TYPE redis_config_maxmemory gauge
        redis_config_maxmemory 1.073741824e+09
        # TYPE redis_config_repl_backlog_size gauge
        redis_config_repl_backlog_size 1.048576e+06
        """,
        redis,
        "config");
  }

  @Test
  void aSettingThatTheServerLacksCostsOnlyItsFamily() {
    RecordedRedis redis =
        server("redis-5.0-replica")
            .answering(array("maxclients", "7"), "CONFIG", "GET", "maxclients")
            .answering(array("maxmemory", "0"), "CONFIG", "GET", "maxmemory")
            .answering(array(), "CONFIG", "GET", "io-threads")
            .answering(array("repl-backlog-size", "9"), "CONFIG", "GET", "repl-backlog-size")
            .answering(
                array("client-output-buffer-limit", "replica 3 2 x oops"),
                "CONFIG",
                "GET",
                "client-output-buffer-limit");
    assertGives(
        """
        # TYPE redis_config_client_output_buffer_limit_bytes gauge
        redis_config_client_output_buffer_limit_bytes{class="replica",limit="hard"} 3
        redis_config_client_output_buffer_limit_bytes{class="replica",limit="soft"} 2
        # TYPE redis_config_maxclients gauge
        redis_config_maxclients 7
        # TYPE redis_config_maxmemory gauge
        redis_config_maxmemory 0
        # TYPE redis_config_repl_backlog_size gauge
        redis_config_repl_backlog_size 9
        """,
        redis,
        "config");
  }

  @Test
  void databasesWithoutKeysAreThereUpToTheConfiguredNumber() {
    assertGives(
        """
        # TYPE redis_db_avg_ttl_seconds gauge
        redis_db_avg_ttl_seconds{db="db0"} 987.654
        redis_db_avg_ttl_seconds{db="db3"} 0
        # TYPE redis_db_keys gauge
        redis_db_keys{db="db0"} 100
        redis_db_keys{db="db3"} 5
        redis_db_keys{db="db1"} 0
        # TYPE redis_db_keys_expiring gauge
        redis_db_keys_expiring{db="db0"} 2
        redis_db_keys_expiring{db="db3"} 0
        redis_db_keys_expiring{db="db1"} 0
        # TYPE redis_keys gauge
        redis_keys 105
        """,
        server("redis-7.0").answering(array("databases", "2"), "CONFIG", "GET", "databases"),
        "keyspace");
  }

  @Test
  void theSlowLogsNewestEntryIsGiven() {
    Reply entry = array(621, 1795254707, 18042, array("DEBUG", "SLEEP", "0.01"), "::1:1", "");
    assertGives(
        """
        # TYPE redis_last_slow_execution_duration_seconds gauge
        redis_last_slow_execution_duration_seconds 0.018042
        # TYPE redis_slowlog_last_id gauge
        redis_slowlog_last_id 621
        # TYPE redis_slowlog_length gauge
        redis_slowlog_length 128
        """,
        server("redis-7.0")
            .answering(new Reply.Int(128), "SLOWLOG", "LEN")
            .answering(array(entry), "SLOWLOG", "GET", "1"),
        "slowlog");
  }

  @Test
  void anEmptySlowLogGivesZeros() {
    assertGives(
        """
        # TYPE redis_last_slow_execution_duration_seconds gauge
        redis_last_slow_execution_duration_seconds 0
        # TYPE redis_slowlog_last_id gauge
        redis_slowlog_last_id 0
        # TYPE redis_slowlog_length gauge
        redis_slowlog_length 0
        """,
        server("redis-7.0")
            .answering(new Reply.Int(0), "SLOWLOG", "LEN")
            .answering(array(), "SLOWLOG", "GET", "1"),
        "slowlog");
  }

  @Test
  void latencySpikesAreInSeconds() {
    assertGives(
        """
        # TYPE redis_latency_spike_duration_seconds gauge
        redis_latency_spike_duration_seconds{event_name="command"} 0.018
        redis_latency_spike_duration_seconds{event_name="expire-cycle"} 0.007
        # TYPE redis_latency_spike_last gauge
        redis_latency_spike_last{event_name="command"} 1.79524506e+09
        redis_latency_spike_last{event_name="expire-cycle"} 1.795245053e+09
        """,
        server("redis-7.0")
            .answering(
                array(
                    array("command", 1795245060, 18, 1001),
                    array("expire-cycle", 1795245053, 7, 7)),
                "LATENCY",
                "LATEST"),
        "latency");
  }

  @Test
  void histogramsTakeTheirSumsFromTheCommandsStatistics() {
    assertGives(
        """
        # TYPE redis_commands_latencies_usec histogram
        redis_commands_latencies_usec_bucket{cmd="get",le="8"} 19
        redis_commands_latencies_usec_bucket{cmd="get",le="16"} 21
        redis_commands_latencies_usec_bucket{cmd="get",le="+Inf"} 21
        redis_commands_latencies_usec_sum{cmd="get"} 175
        redis_commands_latencies_usec_count{cmd="get"} 21
        redis_commands_latencies_usec_bucket{cmd="config|get",le="33"} 3
        redis_commands_latencies_usec_bucket{cmd="config|get",le="+Inf"} 3
        redis_commands_latencies_usec_sum{cmd="config|get"} 61
        redis_commands_latencies_usec_count{cmd="config|get"} 3
        redis_commands_latencies_usec_bucket{cmd="config",le="33"} 3
        redis_commands_latencies_usec_bucket{cmd="config",le="+Inf"} 3
        redis_commands_latencies_usec_sum{cmd="config"} 61
        redis_commands_latencies_usec_count{cmd="config"} 3
        """,
        server("redis-7.0")
            .answering(
                array(
                    "get",
                    array("calls", 21, "histogram_usec", array(8, 19, 16, 21)),
                    "config|get",
                    array("calls", 3, "histogram_usec", array(33, 3)),
                    "config",
                    array("calls", 3, "histogram_usec", array(33, 3))),
                "LATENCY",
                "HISTOGRAM"),
        "latency_histogram");
  }

  @Test
  void valkeysCommandLogsAreGivenWithTheirThresholds() {
    assertGives(
        """
        # TYPE redis_commandlog_execution_slower_than gauge
        redis_commandlog_execution_slower_than 10000
        # TYPE redis_commandlog_large_reply_length gauge
        redis_commandlog_large_reply_length 3
        # TYPE redis_commandlog_large_reply_max_len gauge
        redis_commandlog_large_reply_max_len 128
        # TYPE redis_commandlog_large_request_length gauge
        redis_commandlog_large_request_length 2
        # TYPE redis_commandlog_large_request_max_len gauge
        redis_commandlog_large_request_max_len 129
        # TYPE redis_commandlog_reply_larger_than gauge
        redis_commandlog_reply_larger_than 1.048576e+06
        # TYPE redis_commandlog_request_larger_than gauge
        redis_commandlog_request_larger_than -1
        # TYPE redis_commandlog_slow_execution_max_len gauge
        redis_commandlog_slow_execution_max_len 130
        # TYPE redis_commandlog_slow_length gauge
        redis_commandlog_slow_length 1
        """,
        server("valkey-9.1")
            .answering(new Reply.Int(1), "COMMANDLOG", "LEN", "slow")
            .answering(new Reply.Int(2), "COMMANDLOG", "LEN", "large-request")
            .answering(new Reply.Int(3), "COMMANDLOG", "LEN", "large-reply")
            .answering(
                array(
                    "commandlog-execution-slower-than", "10000",
                    "commandlog-slow-execution-max-len", "130",
                    "commandlog-request-larger-than", "-1",
                    "commandlog-large-request-max-len", "129",
                    "commandlog-reply-larger-than", "1048576",
                    "commandlog-large-reply-max-len", "128"),
                "CONFIG",
                "GET",
                "commandlog-*"),
        "commandlog");
  }

  @Test
  void allNumbersOfClusterInfoAreGivenUnderTheirNames() {
    String info =
        InfoGoldenTest.info("redis-7.0").replace("cluster_enabled:0", "cluster_enabled:1");
    assertGives(
        """
        # TYPE redis_cluster_connections gauge
        redis_cluster_connections 0
        # TYPE redis_cluster_enabled gauge
        redis_cluster_enabled 1
        # TYPE redis_cluster_messages_received_total gauge
        redis_cluster_messages_received_total 1002
        # TYPE redis_cluster_messages_sent_total gauge
        redis_cluster_messages_sent_total 1001
        # TYPE redis_cluster_slots_ok gauge
        redis_cluster_slots_ok 16384
        # TYPE redis_cluster_state gauge
        redis_cluster_state 0
        # TYPE redis_cluster_stats_messages_ping_sent gauge
        redis_cluster_stats_messages_ping_sent 495
        """,
        RecordedRedis.withInfo(info)
            .answering(
                bulk(
                    """
                    cluster_state:fail\r
                    cluster_slots_ok:16384\r
                    cluster_stats_messages_ping_sent:495\r
                    cluster_stats_messages_sent:1001\r
                    cluster_stats_messages_received:1002\r
                    total_cluster_links_buffer_limit_exceeded:0\r
                    cluster_name:not a number\r
                    """),
                "CLUSTER",
                "INFO"),
        "cluster");
  }
}
