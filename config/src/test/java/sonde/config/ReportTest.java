package sonde.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

  @Test
  void aFileWithManyMistakesGivesAllOfThemInTheOrderOfItsLines(@TempDir Path directory)
      throws Exception {
    Path file = directory.resolve("sonde.yaml");
    Files.writeString(
        file,
        """
        web:
          listne: 0.0.0.0:10600
          openmetrics: yes
          config_file: nowhere.yaml
        targets:
          cache:
            type: rediss
            address: ${CACHE_ADDRESS}
            username: sonde
            password: hunter2
            password_file: missing
            interval: 10 seconds
          orders:
            type: postgres
            username: sonde
            port: {number: 70000}
            port: {number: 5432}
            databases: [0, one]
        limits:
          concurrent_probes: 99999999999
          ratio: [1]
          body: 1 elephant
        limit: 5
        """);

    ConfigException refused =
        assertThrows(ConfigException.class, () -> Sample.reader(Map.of()).read(file, Sample.class));

    assertEquals(
        """
        F:2: web.listne: unknown key, did you mean `listen`? Allowed: listen, openmetrics, config_file
        F:3: web.openmetrics: expected true or false, found the text "yes"
        F:4: web.config_file: cannot read D/nowhere.yaml: no such file
        F:7: targets.cache.type: expected one of redis, postgres, my_sql, found the text "rediss"; did you mean `redis`?
        F:8: targets.cache.address: the variable CACHE_ADDRESS is not set; set it, or write ${CACHE_ADDRESS:-default}
        F:11: targets.cache.password_file: is given beside `password`; keep one of the two
        F:11: targets.cache.password_file: cannot read D/missing: no such file
        F:12: targets.cache.interval: expected a duration such as 250ms, 15s, 5m, 1h30m or 30d, found the text "10 seconds"
        F:13: targets.orders.address: is required
        F:16: targets.orders.port: port 70000 is not within 1 to 65535
        F:17: targets.orders.port: is given twice, first in line 16
        F:18: targets.orders.databases[1]: expected a whole number, found the text "one"
        F:20: limits.concurrent_probes: expected a whole number, found the number 99999999999, which is beyond -2147483648 to 2147483647
        F:21: limits.ratio: expected a number, found a list
        F:22: limits.body: expected a size such as 512KiB, 64MiB or 1GiB, found the text "1 elephant"
        F:23: limit: unknown key, did you mean `limits`? Allowed: web, targets, limits\
        """,
        refused.getMessage().replace(file.toString(), "F").replace(directory.toString(), "D"));
  }
}
