package sonde.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementTextTest {
  @ParameterizedTest
  @EnumSource
  void aSemicolonAtTheEndIsDropped(Quoting quoting) {
    assertEquals("SELECT 1", StatementText.one("\n SELECT 1 ;\n-- done\n", quoting));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "STANDARD | SELECT ';' || '''; x'",
        "STANDARD | SELECT \";\" FROM t",
        "STANDARD | SELECT '\\' || ';'",
        "STANDARD | (SELECT 1)",
        "POSTGRES | SELECT E'\\'; x'",
        "POSTGRES | SELECT '\\' || ';'",
        "POSTGRES | SELECT $$;$$ || $a$;$$;$a$",
        "POSTGRES | SELECT 1 /* ; /* ; */ ; */",
        "POSTGRES | SELECT a$b, 1 FROM t",
        "POSTGRES | WITH x AS (SELECT 1) SELECT * FROM x",
        "MYSQL | SELECT 'it\\'s;', `a;b`",
        "MYSQL | SELECT 1 # ; here",
        "MYSQL | SHOW STATUS"
      })
  void oneStatementStaysAsItIs(Quoting quoting, String sql) {
    assertTrue(sql.startsWith(StatementText.one(sql, quoting)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "STANDARD | SELECT 1; SELECT 2",
        "STANDARD | SELECT '\\'; DROP TABLE t; --'",
        "POSTGRES | SELECT '\\'; DROP TABLE t; --'",
        "POSTGRES | SELECT 1 /* /* */ ; */; DELETE FROM t",
        "POSTGRES | SELECT 1 # 2; DROP TABLE t",
        "POSTGRES | SELECT a$$;DROP TABLE t;SELECT b$$",
        "MYSQL | SELECT 1 --; DROP TABLE t",
        "MYSQL | SELECT 1 /* /* */; DROP TABLE t; */"
      })
  void severalAreRefused(Quoting quoting, String sql) {
    assertEquals("holds more than one statement", refusal(sql, quoting));
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELETE FROM t", "COMMIT", "SET GLOBAL x = 1", "CALL p()", "KILL 5"})
  void whatDoesNotReadIsRefused(String sql) {
    assertTrue(refusal(sql, Quoting.MYSQL).startsWith("begins with "));
  }

  @Test
  void whatHidesSomethingIsRefused() {
    assertEquals(
        "holds a comment that the server executes (/*! … */)",
        refusal("SELECT 1 /*! INTO OUTFILE 'x' */", Quoting.MYSQL));
    assertEquals(
        "writes a file (into outfile)", refusal("SELECT 1 INTO/**/OUTFILE 'x'", Quoting.MYSQL));
    assertEquals("holds a ' without its end", refusal("SELECT 'x", Quoting.STANDARD));
    assertEquals("holds a comment that does not end", refusal("SELECT /* x", Quoting.STANDARD));
    assertEquals("holds a $a$ without its end", refusal("SELECT $a$ x", Quoting.POSTGRES));
    assertEquals("holds no statement", refusal(" ; -- nothing\n", Quoting.STANDARD));
  }

  private static String refusal(String sql, Quoting quoting) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> StatementText.one(sql, quoting))
            .getMessage());
  }
}
