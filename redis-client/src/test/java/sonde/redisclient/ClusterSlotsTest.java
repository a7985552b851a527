package sonde.redisclient;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterSlotsTest {
  private static final RedisAddress ASKED = RedisAddress.parse("rediss://asked:7000");

  @Test
  void readsRangesAndTheirPrimaries() {
    assertEquals(
        List.of(
            new ClusterSlots(0, 5460, RedisAddress.parse("rediss://10.0.0.1:6379")),
            new ClusterSlots(5461, 16383, RedisAddress.parse("rediss://asked:6380"))),
        ClusterSlots.read(
            array(
                array(num(0), num(5460), node("10.0.0.1", 6379), node("10.0.0.9", 6379)),
                // A node that does not know its own name.
                array(num(5461), num(16383), array(Reply.Nil.NIL, num(6380)))),
            ASKED));
    assertEquals(List.of(), ClusterSlots.read(array(), ASKED));
  }

  @Test
  void anythingElseIsNoCluster() {
    for (Reply reply :
        List.of(
            new Reply.Error("ERR", "This instance has cluster support disabled"),
            new Reply.Int(1),
            array(num(1)),
            array(array(num(0), num(1))),
            array(array(num(0), num(1), array(num(1)))),
            array(array(num(0), num(1), node("a", 0))),
            array(array(num(0), num(1), node("a", 65536))),
            array(array(num(0), num(16384), node("a", 1))),
            array(array(num(-1), num(1), node("a", 1))),
            array(array(num(2), num(1), node("a", 1))),
            array(array(num(0), num(1L << 40), node("a", 1))))) {
      assertThrows(
          UnexpectedReplyException.class, () -> ClusterSlots.read(reply, ASKED), reply::toString);
    }
  }

  private static Reply array(Reply... items) {
    return new Reply.Array(List.of(items));
  }

  private static Reply num(long value) {
    return new Reply.Int(value);
  }

  private static Reply node(String host, long port) {
    return array(new Reply.Bulk(host.getBytes(UTF_8)), num(port), array());
  }
}
