package sonde.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static sonde.redis.RecordedRedis.array;

import java.util.List;
import org.junit.jupiter.api.Test;
import sonde.redisclient.Reply;

class SentinelCollectorsTest {
  private static final String INFO =
      """
      # Server
      redis_version:7.0.15
      redis_mode:sentinel
      process_id:20065
      uptime_in_seconds:268

      # Sentinel
      sentinel_masters:2
      sentinel_tilt:0
      sentinel_tilt_since_seconds:-1
      sentinel_running_scripts:1
      sentinel_scripts_queue_length:2
      sentinel_simulate_failure_flags:0
      master0:name=one,status=ok,address=10.0.0.1:6379,slaves=2,sentinels=3
      master1:name=two,status=odown,address=10.0.0.2:6379,slaves=0,sentinels=1
      """;

  private static RecordedRedis sentinel() {
    return RecordedRedis.withInfo(INFO)
        .answering(
            array(master("one", "10.0.0.1", "120"), master("two", "10.0.0.2", "90000")),
            "SENTINEL",
            "MASTERS")
        .answering(
            array(instance("sentinel"), instance("sentinel,s_down")),
            "SENTINEL",
            "SENTINELS",
            "one")
        .answering(
            array(instance("slave"), instance("slave,s_down,disconnected")),
            "SENTINEL",
            "REPLICAS",
            "one")
        .answering(array(), "SENTINEL", "SENTINELS", "two")
        .answering(array(), "SENTINEL", "REPLICAS", "two")
        .answering(new Reply.Simple("OK 2 usable Sentinels."), "SENTINEL", "CKQUORUM", "one")
        .answering(
            new Reply.Error("NOQUORUM", "1 usable Sentinels."), "SENTINEL", "CKQUORUM", "two");
  }

  private static Reply master(String name, String ip, String lastPing) {
    return array(
        "name",
        name,
        "ip",
        ip,
        "port",
        "6379",
        "flags",
        "master",
        "last-ok-ping-reply",
        lastPing,
        "config-epoch",
        "4",
        "quorum",
        "2",
        "failover-timeout",
        "180000",
        "parallel-syncs",
        "1",
        "down-after-milliseconds",
        "5000");
  }

  private static Reply instance(String flags) {
    return array("name", "n", "flags", flags);
  }

  @Test
  void infoTellsOfTheSentinelAndItsMasters() {
    assertEquals(
        """
        # TYPE redis_sentinel_master_sentinels gauge
        redis_sentinel_master_sentinels{master_name="one",master_address="10.0.0.1:6379"} 3
        redis_sentinel_master_sentinels{master_name="two",master_address="10.0.0.2:6379"} 1
        # TYPE redis_sentinel_master_slaves gauge
        redis_sentinel_master_slaves{master_name="one",master_address="10.0.0.1:6379"} 2
        redis_sentinel_master_slaves{master_name="two",master_address="10.0.0.2:6379"} 0
        # TYPE redis_sentinel_master_status gauge
        redis_sentinel_master_status{master_name="one",master_address="10.0.0.1:6379",master_status="ok"} 1
        redis_sentinel_master_status{master_name="two",master_address="10.0.0.2:6379",master_status="odown"} 0
        # TYPE redis_sentinel_masters gauge
        redis_sentinel_masters 2
        # TYPE redis_sentinel_running_scripts gauge
        redis_sentinel_running_scripts 1
        # TYPE redis_sentinel_scripts_queue_length gauge
        redis_sentinel_scripts_queue_length 2
        # TYPE redis_sentinel_simulate_failure_flags gauge
        redis_sentinel_simulate_failure_flags 0
        # TYPE redis_sentinel_tilt gauge
        redis_sentinel_tilt 0
        """,
        Scraper.scrape(sentinel(), Scraper.named("sentinel")));
  }

  @Test
  void mastersHaveSettingsAndPeersThatAreWell() {
    String gauges = Scraper.scrape(sentinel(), Scraper.named("sentinel_masters"));
    String one = "{master_name=\"one\",master_address=\"10.0.0.1:6379\"} ";
    String two = "{master_name=\"two\",master_address=\"10.0.0.2:6379\"} ";
    assertEquals(
        List.of(
            "redis_sentinel_master_config_epoch" + one + "4",
            "redis_sentinel_master_config_epoch" + two + "4",
            "redis_sentinel_master_last_ok_ping_reply_seconds" + one + "0.12",
            "redis_sentinel_master_last_ok_ping_reply_seconds" + two + "90",
            "redis_sentinel_master_ok_sentinels" + one + "2",
            "redis_sentinel_master_ok_sentinels" + two + "1",
            "redis_sentinel_master_ok_slaves" + one + "1",
            "redis_sentinel_master_ok_slaves" + two + "0",
            "redis_sentinel_master_setting_ckquorum" + one + "2",
            "redis_sentinel_master_setting_ckquorum" + two + "2",
            "redis_sentinel_master_setting_down_after_milliseconds" + one + "5000",
            "redis_sentinel_master_setting_down_after_milliseconds" + two + "5000",
            "redis_sentinel_master_setting_failover_timeout" + one + "180000",
            "redis_sentinel_master_setting_failover_timeout" + two + "180000",
            "redis_sentinel_master_setting_parallel_syncs" + one + "1",
            "redis_sentinel_master_setting_parallel_syncs" + two + "1"),
        gauges.lines().filter(line -> !line.startsWith("#")).toList());
  }

  @Test
  void aMissingQuorumIsAnAnswer() {
    assertEquals(
        """
        # TYPE redis_sentinel_master_ckquorum_status gauge
        redis_sentinel_master_ckquorum_status{master_name="one",message="OK 2 usable Sentinels."} 1
        redis_sentinel_master_ckquorum_status{master_name="two",message="NOQUORUM 1 usable Sentinels."} 0
        """,
        Scraper.scrape(sentinel(), Scraper.named("sentinel_quorum")));
  }

  @Test
  void aMasterThatAppearsBetweenPlanAndAnswerWaitsForTheNextScrape() {
    RecordedRedis redis = sentinel();
    redis.answering(
        RecordedRedis.bulk(
            INFO.lines().filter(l -> !l.startsWith("master1")).reduce("", (a, b) -> a + b + "\n")),
        "INFO",
        "ALL");
    try (Scraper scraper = Scraper.ofDefaults(redis)) {
      scraper.scrape();
      redis.answering(RecordedRedis.bulk(INFO), "INFO", "ALL");
      String second = Scraper.text(scraper.scrape());
      assertEquals(1, count(second, "redis_sentinel_master_ckquorum_status{"));
      assertEquals(1, count(second, "redis_sentinel_master_ok_sentinels{"));
      String third = Scraper.text(scraper.scrape());
      assertEquals(2, count(third, "redis_sentinel_master_ckquorum_status{"));
      assertEquals(2, count(third, "redis_sentinel_master_ok_sentinels{"));
    }
  }

  private static long count(String text, String start) {
    return text.lines().filter(line -> line.startsWith(start)).count();
  }
}
