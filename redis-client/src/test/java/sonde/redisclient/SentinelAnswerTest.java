package sonde.redisclient;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SentinelAnswerTest {
  @Test
  void namesThePrimaryAndTheEpoch() {
    // In the middle of a failover the second reply still describes the old primary.
    SentinelAnswer answer =
        SentinelAnswer.read(
            RedisAddress.Scheme.REDISS,
            List.of(
                texts("10.0.0.2", "6380"),
                texts("name", "m", "ip", "10.0.0.1", "port", "6379", "config-epoch", "7")));
    assertEquals(
        new SentinelAnswer(RedisAddress.parse("rediss://10.0.0.2:6380"), 7, false), answer);
  }

  @Test
  void aFailoverAwayFromThePrimaryIsSeen() {
    for (String host : new String[] {"10.0.0.1", "10.0.0.2"}) {
      SentinelAnswer answer =
          SentinelAnswer.read(
              RedisAddress.Scheme.REDIS,
              List.of(
                  texts(host, "6379"),
                  texts(
                      "ip",
                      "10.0.0.1",
                      "port",
                      "6379",
                      "flags",
                      "master,failover_in_progress",
                      "config-epoch",
                      "7")));
      // Once the other server is named, the failover is towards it.
      assertEquals(
          new SentinelAnswer(RedisAddress.of(host, 6379), 7, host.equals("10.0.0.1")), answer);
    }
  }

  @Test
  void knowsNoSuchPrimary() {
    assertNull(
        SentinelAnswer.read(
            RedisAddress.Scheme.REDIS,
            List.of(Reply.Nil.NIL, new Reply.Error("ERR", "No such master with that name"))));
  }

  @Test
  void aHigherEpochIsNewer() {
    SentinelAnswer five = new SentinelAnswer(RedisAddress.of("a", 1), 5, false);
    SentinelAnswer six = new SentinelAnswer(RedisAddress.of("b", 1), 6, false);
    assertTrue(five.supersedes(null));
    assertTrue(six.supersedes(five));
    assertFalse(five.supersedes(six));
    assertFalse(five.supersedes(five));
  }

  @Test
  void anythingElseIsNoSentinels() {
    Reply address = texts("10.0.0.2", "6380");
    Reply fields = texts("config-epoch", "7");
    for (List<Reply> replies :
        List.of(
            List.<Reply>of(new Reply.Error("ERR", "unknown command"), fields),
            List.of(new Reply.Int(1), fields),
            List.of(texts("10.0.0.2"), fields),
            List.of(texts("10.0.0.2", "x"), fields),
            List.of(address, texts("name", "m")),
            List.of(address, texts("config-epoch")),
            List.of(address, new Reply.Error("NOPERM", "no")))) {
      assertThrows(
          UnexpectedReplyException.class,
          () -> SentinelAnswer.read(RedisAddress.Scheme.REDIS, replies),
          replies::toString);
    }
  }

  /** Whoever answers on a Sentinel's port may answer anything. */
  @Test
  void aPortOutOfRangeIsNoSentinels() {
    for (String port : new String[] {"0", "65536", "-1", "9999999999"}) {
      assertThrows(
          UnexpectedReplyException.class,
          () ->
              SentinelAnswer.read(
                  RedisAddress.Scheme.REDIS,
                  List.of(texts("10.0.0.2", port), texts("config-epoch", "7"))));
    }
  }

  private static Reply texts(String... texts) {
    return new Reply.Array(
        Arrays.stream(texts).<Reply>map(text -> new Reply.Bulk(text.getBytes(UTF_8))).toList());
  }
}
