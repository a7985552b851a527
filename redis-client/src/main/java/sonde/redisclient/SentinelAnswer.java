package sonde.redisclient;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which primary one Sentinel names.
 *
 * <p>Each failover gets a configuration epoch of its own from the Sentinels' majority, and a
 * Sentinel that hears of a higher one takes that one's primary
 * (https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/, "Configuration
 * epochs"). So of several answers that with the highest epoch is the newest.
 *
 * @param primary where it is
 * @param epoch of the failover, or of the configuration before the first
 * @param leaving whether this Sentinel is about to make another server the primary
 */
record SentinelAnswer(RedisAddress primary, long epoch, boolean leaving) {
  /** What to ask, in one pipeline. */
  static List<RedisCommand> question(String master) {
    return List.of(
        RedisCommand.of("SENTINEL", "GET-MASTER-ADDR-BY-NAME", master),
        RedisCommand.of("SENTINEL", "MASTER", master));
  }

  /**
   * Reads the two replies. In the middle of a failover the first names the new primary already,
   * while the second still describes the old one under the new epoch.
   *
   * @return null if the Sentinel does not know the primary
   * @throws UnexpectedReplyException if these are no replies of a Sentinel
   */
  static @Nullable SentinelAnswer read(RedisAddress.Scheme scheme, List<Reply> replies) {
    Reply address = replies.getFirst();
    if (address.isNil()) {
      return null;
    }
    List<Reply> hostAndPort = address.items();
    List<Reply> fields = replies.getLast().items();
    Map<String, Reply> byName = new HashMap<>();
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      byName.put(fields.get(i).text(), fields.get(i + 1));
    }
    Reply epoch = byName.get("config-epoch");
    if (hostAndPort.size() != 2 || epoch == null) {
      throw new UnexpectedReplyException("an address and an epoch", address);
    }
    String host = hostAndPort.getFirst().text();
    long port = hostAndPort.getLast().integer();
    if (host.isEmpty() || port < 1 || port > 65535) {
      throw new UnexpectedReplyException("a host and a port", hostAndPort.getLast());
    }
    boolean leaving =
        text(byName, "flags").contains("failover_in_progress")
            && text(byName, "ip").equals(host)
            && text(byName, "port").equals(hostAndPort.getLast().text());
    return new SentinelAnswer(
        new RedisAddress(scheme, host, (int) port, ""), epoch.integer(), leaving);
  }

  private static String text(Map<String, Reply> fields, String name) {
    Reply field = fields.get(name);
    return field == null ? "" : field.text();
  }

  /** Whether this is newer than what is known. */
  boolean supersedes(@Nullable SentinelAnswer known) {
    return known == null || epoch > known.epoch;
  }
}
