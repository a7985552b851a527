package sonde.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.collect.Deadline;
import sonde.collect.FailedException;
import sonde.collect.Failure;
import sonde.collect.Link;
import sonde.collect.Request;
import sonde.collect.SystemTime;

/** On SQLite, through its driver as any other's. */
class JdbcStoreTest {
  @TempDir private Path directory = Path.of("");

  private Path file = Path.of("");

  /** Keeps what is handed over. */
  private static final class Answered implements Link.Handler {
    private final Map<String, Object> all = new LinkedHashMap<>();

    @Override
    public <T> void answered(Request<T> request, T answer, Duration took) {
      all.put(request.name(), answer instanceof Rows rows ? rows.size() : answer);
    }

    @Override
    public void refused(Request<?> request, Failure failure, Duration took) {
      all.put(request.name(), failure.message());
    }
  }

  @BeforeEach
  void fill() throws SQLException {
    file = directory.resolve("shop.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE orders (state TEXT, amount REAL)");
      statement.execute("INSERT INTO orders VALUES ('open', 1.5), ('paid', 2), ('paid', NULL)");
    }
  }

  private Map<String, Object> asked(Select... selects) throws FailedException {
    return asked(Duration.ofSeconds(20), selects);
  }

  private Map<String, Object> asked(Duration within, Select... selects) throws FailedException {
    try (SystemTime time = new SystemTime()) {
      Deadline deadline = Deadline.in(time, within);
      Answered answered = new Answered();
      Link link = new JdbcStore("jdbc:sqlite:" + file, null, null).connect(deadline);
      link.ask(new ArrayList<>(List.of(selects)), deadline, answered);
      assertTrue(link.isOpen());
      link.close();
      return answered.all;
    }
  }

  @Test
  void aFailingQueryCostsNoOther() throws FailedException {
    Map<String, Object> answers =
        asked(
            Select.own("orders", "SELECT state, sum(amount) AS n FROM orders GROUP BY state", 10),
            Select.own("typo", "SELECT amount FROM nowhere", 10),
            Select.own("writes", "INSERT INTO orders VALUES ('x', 1)", 10),
            Select.own(
                "many",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)"
                    + " SELECT i FROM n",
                100),
            Select.own("after", "SELECT count(*) FROM orders", 10));
    assertEquals(2, answers.get("orders"));
    assertTrue(
        String.valueOf(answers.get("typo")).contains("no such table: nowhere"), answers::toString);
    assertTrue(String.valueOf(answers.get("writes")).contains("readonly"), answers::toString);
    assertEquals("many: gives more than 100 rows; aggregate, or limit them", answers.get("many"));
    assertEquals(1, answers.get("after"));
  }

  /** In any order, more than once, and one that is slow in its first row or its last. */
  @Test
  void oneThatDoesNotEndCostsNoOther() throws FailedException {
    String endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT ";
    Map<String, Object> answers =
        asked(
            Duration.ofSeconds(4),
            Select.own("first", endless + "count(*) FROM n", 10),
            Select.own("orders", "SELECT state, sum(amount) AS n FROM orders GROUP BY state", 10),
            Select.own("last", endless + "i FROM n WHERE i = 1", 10),
            Select.own("after", "SELECT count(*) FROM orders", 10));
    assertEquals(2, answers.get("orders"));
    assertEquals(1, answers.get("after"));
    for (String one : List.of("first", "last")) {
      String said = String.valueOf(answers.get(one));
      assertTrue(said.matches(one + ": took more than \\d+ ms, its share .* was cancelled"), said);
    }
  }

  @Test
  void aFileThatIsNotThereIsNotMade() {
    file = directory.resolve("absent.db");
    assertThrows(FailedException.class, () -> asked(Select.own("one", "SELECT 1", 10)));
    assertFalse(Files.exists(file));
  }
}
