package sonde.tally;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresUriTest {
  @ParameterizedTest
  @CsvSource({
    "postgresql://db/hello, jdbc:postgresql://db/hello",
    "postgres://db:5433/hello, jdbc:postgresql://db:5433/hello",
    "'postgresql://db/hello?sslmode=verify-full&a=b', 'jdbc:postgresql://db/hello?sslmode=verify-full&a=b'",
    "'postgresql://[::1]:5432/hello', 'jdbc:postgresql://[::1]:5432/hello'",
    "postgresql+psycopg2://db/hello, jdbc:postgresql://db/hello",
  })
  void isRead(String text, String jdbcUrl) {
    assertEquals(jdbcUrl, PostgresUri.parse(text).jdbcUrl());
    assertEquals(jdbcUrl.substring("jdbc:".length()), PostgresUri.parse(text).toString());
  }

  @Test
  void takesTheUserOutOfAnotherLibrarysUrl() {
    PostgresUri.WithUser read =
        PostgresUri.parseWithUser("postgresql+psycopg2://ann:p%40ss+w%3Ard@db:5432/hello");
    assertEquals("jdbc:postgresql://db:5432/hello", read.address().jdbcUrl());
    assertEquals("ann", read.username());
    assertEquals("p@ss+w:rd", read.password());
    assertFalse(read.toString().contains("ss+w"), read::toString);
    PostgresUri.WithUser nameOnly = PostgresUri.parseWithUser("postgresql://ann@db/hello");
    assertEquals("ann", nameOnly.username());
    assertNull(nameOnly.password());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://ann:hunter2@db/hello",
        "postgresql://hunter2@db/hello",
        "postgresql://db/hello?user=ann&password=hunter2",
        "postgresql://db/hello?PassWord=hunter2",
        "mysql://ann:hunter2@db/hello",
        "postgresql://ann:hunter2 @db/hello",
        "postgresql://ann:hunter2@/hello",
        "postgresql://ann:hunter2@db",
        "postgresql://ann:hunter2@db/",
        "postgresql://ann:hunter2@db/hello/more",
        "db:5432/hello",
        "hunter2",
        "",
      })
  void whatIsWrongIsSaidWithoutSecrets(String text) {
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> PostgresUri.parse(text))
                .getMessage());
    assertFalse(message.contains("hunter2"), message);
    assertTrue(message.matches("(is|has|names) .*"), message);
  }
}
