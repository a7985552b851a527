package sonde.redisclient;

import java.util.ArrayList;
import java.util.List;

/** A range of slots and their primary, as CLUSTER SLOTS has them. */
record ClusterSlots(int first, int last, RedisAddress primary) {
  /**
   * Reads a reply.
   *
   * @param asked who answered: a node that does not know its own name sends an empty one
   * @throws UnexpectedReplyException if this is no reply of a Cluster's node
   */
  static List<ClusterSlots> read(Reply reply, RedisAddress asked) {
    List<ClusterSlots> ranges = new ArrayList<>();
    for (Reply range : reply.items()) {
      List<Reply> parts = range.items();
      if (parts.size() < 3) {
        throw new UnexpectedReplyException("a range of slots with its primary", range);
      }
      List<Reply> node = parts.get(2).items();
      long port = node.size() < 2 ? 0 : node.get(1).integer();
      if (port < 1 || port > 65535) {
        throw new UnexpectedReplyException("host and port of a primary", range);
      }
      long first = parts.getFirst().integer();
      long last = parts.get(1).integer();
      if (first < 0 || last < first || last >= KeySlot.COUNT) {
        throw new UnexpectedReplyException("slots from 0 to 16383", range);
      }
      String host = node.getFirst().isNil() ? "" : node.getFirst().text();
      ranges.add(
          new ClusterSlots(
              (int) first,
              (int) last,
              new RedisAddress(
                  asked.scheme(), host.isEmpty() ? asked.host() : host, (int) port, "")));
    }
    return ranges;
  }
}
