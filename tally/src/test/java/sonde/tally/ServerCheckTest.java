package sonde.tally;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerCheckTest {
  private static final Map<String, String> GOOD =
      Map.of(
          "appendonly", "yes",
          "appendfsync", "always",
          "maxmemory-policy", "noeviction",
          "min-replicas-to-write", "1");

  @Test
  void nothingIsWrongWithAGoodServer() {
    assertEquals(List.of(), ServerCheck.problems(GOOD, Replicas.ATTACHED));
  }

  @ParameterizedTest
  @CsvSource({
    "appendonly, no, appendonly is not yes",
    "appendfsync, everysec, 'appendfsync is everysec, not always'",
    "appendfsync, no, 'appendfsync is no, not always'",
    "maxmemory-policy, allkeys-lru, 'maxmemory-policy is allkeys-lru, not noeviction'",
    "min-replicas-to-write, 0, min-replicas-to-write is 0",
  })
  void eachSettingIsLookedAt(String name, String value, String problem) {
    Map<String, String> settings = new HashMap<>(GOOD);
    settings.put(name, value);
    List<String> problems = ServerCheck.problems(settings, Replicas.ATTACHED);
    assertEquals(1, problems.size(), problems::toString);
    assertTrue(problems.getFirst().startsWith(problem), problems::toString);
  }

  @Test
  void withoutWaitingNoReplicaIsWanted() {
    Map<String, String> settings = new HashMap<>(GOOD);
    settings.put("min-replicas-to-write", "0");
    assertEquals(List.of(), ServerCheck.problems(settings, Replicas.parse("0")));
  }
}
