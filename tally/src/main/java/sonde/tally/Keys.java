package sonde.tally;

import java.nio.charset.StandardCharsets;

/**
 * The names of the keys in Redis. Counts stand under their ids, as they always did; what Tally
 * keeps for itself starts with {@code /tally/}, which no id does.
 *
 * @param prefix put before ids
 * @param cluster whether the keys of one script must hash to one slot
 */
record Keys(String prefix, boolean cluster) {
  private static final String OWN = "/tally/";

  /** Of no use but to be asked for. */
  static final byte[] PING = (OWN + "ping").getBytes(StandardCharsets.UTF_8);

  /** The message of {@code /helloworld}: those who share a Redis have messages of their own. */
  byte[] hello() {
    return (OWN + "hello/" + prefix).getBytes(StandardCharsets.UTF_8);
  }

  /** Where an id's count is. */
  byte[] count(CounterId id) {
    return (prefix + id.text()).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Where the answer to a request is remembered: in a Cluster beside the count.
   *
   * @throws IllegalArgumentException in a Cluster, if nothing can be stored beside this id; with a
   *     sentence for the client
   */
  byte[] request(CounterId id, RequestKey key) {
    String count = prefix + id.text();
    String tag = cluster ? "{" + tag(count) + "}/" : "";
    String name = OWN + "request/" + tag + count + "/" + key.name();
    return name.getBytes(StandardCharsets.UTF_8);
  }

  /** What a Cluster hashes of a key. */
  private static String tag(String key) {
    int open = key.indexOf('{');
    int close = open < 0 ? -1 : key.indexOf('}', open + 1);
    String tag = close > open + 1 ? key.substring(open + 1, close) : key;
    if (tag.indexOf('}') >= 0) {
      throw new IllegalArgumentException(
          "This id cannot be counted in a Cluster: it has a } that is not part of a hash tag.");
    }
    return tag;
  }
}
