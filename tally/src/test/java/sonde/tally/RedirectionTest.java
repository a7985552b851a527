package sonde.tally;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sonde.redisclient.RedisAddress;
import sonde.redisclient.Reply;

class RedirectionTest {
  private static final RedisAddress ASKED = RedisAddress.parse("rediss://asked:7000");

  @Test
  void saysWhoHasTheSlot() {
    assertEquals(
        new Redirection(3999, RedisAddress.parse("rediss://10.0.0.2:6381"), false),
        of("MOVED", "3999 10.0.0.2:6381"));
    assertEquals(
        new Redirection(0, RedisAddress.parse("rediss://node:6381"), true),
        of("ASK", "0 node:6381"));
    assertEquals(
        new Redirection(
            1, new RedisAddress(RedisAddress.Scheme.REDISS, "fe80::1", 6381, ""), false),
        of("MOVED", "1 fe80::1:6381"));
  }

  @Test
  void aNodeWithoutANameIsTheOneThatWasAsked() {
    assertEquals(
        new Redirection(1, RedisAddress.parse("rediss://asked:6381"), false),
        of("MOVED", "1 :6381"));
  }

  @ParameterizedTest
  @CsvSource({
    "ERR, 3999 node:6381",
    "MOVED, ''",
    "MOVED, 3999",
    "MOVED, 3999 node",
    "MOVED, x node:6381",
    "MOVED, 3999 node:x",
    "MOVED, 3999 node:0",
    "MOVED, 3999 node:65536",
    "MOVED, 999999999999 node:1",
  })
  void otherErrorsAreNone(String code, String message) {
    assertNull(of(code, message));
  }

  @Test
  void onlyTheFirstReplyCounts() {
    assertNull(
        Redirection.of(
            new Attempt.Answered(
                ASKED, List.of(new Reply.Int(1), new Reply.Error("MOVED", "1 node:6381")))));
  }

  private static @Nullable Redirection of(String code, String message) {
    return Redirection.of(
        new Attempt.Answered(ASKED, List.of(new Reply.Error(code, message), new Reply.Int(0))));
  }
}
