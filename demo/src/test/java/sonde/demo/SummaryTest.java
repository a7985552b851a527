package sonde.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import sonde.collect.MalformedExpositionException;

class SummaryTest {
  private static final String EXPOSITION =
      """
      # TYPE redis_instance_info gauge
      redis_instance_info{target="cache",redis_version="7.2.4",valkey_version="8.1.1",role="master",redis_mode="standalone"} 1
      redis_instance_info{target="sentinel",redis_version="7.0.15",role="",redis_mode="sentinel"} 1
      # TYPE redis_keys gauge
      redis_keys{target="cache"} 2
      # TYPE redis_up gauge
      redis_up{target="cache"} 1
      redis_up{target="cache-replica"} 0
      redis_up{target="sentinel"} 1
      # TYPE sonde_target_up gauge
      sonde_target_up{target="cache",node="a:1"} 1
      sonde_target_up{target="cache-replica",node="a:3"} 0
      sonde_target_up{target="sentinel",node="a:2"} 1
      # TYPE sonde_collector_success gauge
      sonde_collector_success{target="cache",node="a:1",collector="keyspace"} 1
      sonde_collector_success{target="cache",node="a:1",collector="server"} 1
      sonde_collector_success{target="sentinel",node="a:2",collector="config"} 0
      sonde_collector_success{target="sentinel",node="a:2",collector="server"} 1
      """;

  @Test
  void aLineSaysWhatBecameOfATarget() throws MalformedExpositionException {
    Summary summary = Summary.of(EXPOSITION);
    assertEquals(
        """
        target           state version          role       families  series  collectors
        cache            up    valkey 8.1.1     master            3       3  2 ok
        cache-replica    down  -                -                 1       1  0 ok
        sentinel         up    redis 7.0.15     sentinel          2       2  1 ok, failed: config
        """,
        summary.text(List.of("cache", "cache-replica", "sentinel")));
  }

  @Test
  void onlyATargetThatIsThereAndUpIsUp() throws MalformedExpositionException {
    Summary summary = Summary.of(EXPOSITION);
    assertTrue(summary.isUp("cache"));
    assertFalse(summary.isUp("cache-replica"));
    assertFalse(summary.isUp("other"));
  }
}
