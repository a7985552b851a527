package sonde.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class RedisClusterTest {
  @Test
  void aClusterWithReplicasServesAllSlots() {
    List<RedisServer> nodes;
    try (RedisCluster cluster = RedisCluster.start(3, 1, node -> node.password("secret"))) {
      nodes = cluster.nodes();
      assertEquals(6, nodes.size());
      for (RedisServer node : nodes) {
        String info = node.call("CLUSTER", "INFO");
        assertTrue(info.contains("cluster_slots_ok:16384"), info);
        assertTrue(info.contains("cluster_size:3"), info);
      }
      for (int i = 0; i < 3; i++) {
        String replication = cluster.replicas().get(i).call("INFO", "replication");
        assertTrue(
            replication.contains("master_port:" + cluster.primaries().get(i).port()), replication);
      }
    }
    nodes.forEach(node -> assertFalse(node.isRunning()));
  }
}
