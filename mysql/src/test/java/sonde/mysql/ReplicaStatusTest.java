package sonde.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sonde.collect.Answers;
import sonde.collect.Deadline;
import sonde.collect.FailedException;
import sonde.collect.Link;
import sonde.collect.Request;
import sonde.collect.ScrapeFamilies;
import sonde.collect.Server;
import sonde.collect.Snapshot;
import sonde.collect.Store;
import sonde.sql.Rows;
import sonde.sql.Select;

/** Of versions that there is no server of here, by their documentation. */
class ReplicaStatusTest {
  @ParameterizedTest
  @CsvSource({
    "mysql, 5.7.44-log, SHOW SLAVE STATUS",
    "mysql, 8.0.15, SHOW SLAVE STATUS",
    "mysql, 8.0.9, SHOW SLAVE STATUS",
    "mysql, 8.0.22, SHOW REPLICA STATUS",
    "mysql, 8.4.3, SHOW REPLICA STATUS",
    "mysql, 9.1.0, SHOW REPLICA STATUS",
    "mariadb, 10.6.20-MariaDB, SHOW ALL SLAVES STATUS",
    "mariadb, 12.0.2-MariaDB, SHOW ALL SLAVES STATUS"
  })
  void noServerIsAskedWhatItDoesNotKnow(String product, String version, String statement) {
    assertEquals(statement, ReplicaStatus.of(Server.of(product, version)).sql());
  }

  /** Answers one statement, of a server of a version. */
  private record Recorded(MySqlFacts known, Rows rows) implements Store<MySqlFacts>, Link {
    @Override
    public Link connect(Deadline deadline) {
      return this;
    }

    @Override
    public List<Request<?>> identity(@Nullable MySqlFacts before) {
      return List.of(new IdentityRequest(null));
    }

    @Override
    public MySqlFacts facts(@Nullable MySqlFacts before, Answers answers) throws FailedException {
      return answers.get(new IdentityRequest(null));
    }

    @Override
    public ScrapeFamilies scrapeFamilies() {
      return new MySqlScrapeFamilies();
    }

    @Override
    public void ask(List<Request<?>> requests, Deadline deadline, Handler handler) {
      for (Request<?> request : requests) {
        if (request instanceof IdentityRequest identity) {
          handler.answered(identity, known, Duration.ZERO);
        } else {
          handler.answered((Select) request, rows, Duration.ZERO);
        }
      }
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  private static String scrape(String version) {
    MySqlFacts facts =
        new MySqlFacts(
            Server.of("mysql", version), "replica", true, true, true, false, Set.of(), false, 0);
    Rows rows =
        new Rows(
            "SHOW REPLICA STATUS",
            List.of(
                "replica_io_state",
                "source_host",
                "source_port",
                "read_source_log_pos",
                "relay_source_log_file",
                "replica_io_running",
                "replica_sql_running",
                "replicate_do_db",
                "seconds_behind_source",
                "source_uuid",
                "channel_name",
                "get_source_public_key"),
            List.of(
                row("Waiting", "db1", "3306", "157", "b.000003", "Yes", "No", "", null, "u-1", "a"),
                row("", "db2", "3307", "4", "b.000001", "Connecting", "Yes", "", "7", "u-2", "b")));
    try (Scraper scraper =
        Scraper.of(new Recorded(facts, rows), List.of(Scraper.named("slave_status")))) {
      Snapshot snapshot = scraper.scrape();
      assertTrue(snapshot.up(), "" + snapshot.failure());
      return Scraper.text(snapshot);
    }
  }

  private static @Nullable String[] row(@Nullable String... cells) {
    @Nullable String[] row = Arrays.copyOf(cells, cells.length + 1);
    row[cells.length] = "0";
    return row;
  }

  @Test
  void theNewColumnsHaveTheOldNames() {
    String text = scrape("8.0.36");
    String first =
        "{master_host=\"db1\",master_uuid=\"u-1\",channel_name=\"a\",connection_name=\"\"} ";
    String second =
        "{master_host=\"db2\",master_uuid=\"u-2\",channel_name=\"b\",connection_name=\"\"} ";
    assertTrue(text.contains("mysql_slave_status_slave_io_running" + first + "1\n"), text);
    assertTrue(text.contains("mysql_slave_status_slave_io_running" + second + "0\n"), text);
    assertTrue(text.contains("mysql_slave_status_slave_sql_running" + first + "0\n"), text);
    assertTrue(text.contains("mysql_slave_status_read_master_log_pos" + first + "157\n"), text);
    assertTrue(text.contains("mysql_slave_status_get_master_public_key" + first + "0\n"), text);
    assertTrue(text.contains("mysql_slave_status_seconds_behind_master" + second + "7\n"), text);
    assertFalse(text.contains("mysql_slave_status_seconds_behind_master" + first), text);
    assertFalse(text.contains("_source"), text);
  }

  @Test
  void whereOnlyTheNewOnesAreLeftTheyAreThereToo() {
    String text = scrape("8.4.3");
    assertTrue(text.contains("mysql_slave_status_seconds_behind_master{"), text);
    assertTrue(text.contains("mysql_slave_status_seconds_behind_source{"), text);
    assertTrue(text.contains("mysql_slave_status_replica_io_running{"), text);
  }
}
