package sonde.tally;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import sonde.redisclient.RedisCommand;

/**
 * Counts and remembers the request's number, both or neither. A request that was counted before
 * gets its number again; that its key's life is renewed then is a write, too, so that a WAIT after
 * it means that replicas have all that came before.
 *
 * <p>Answers the number as text: Lua's numbers are exact to 2^53 only, Redis' to 2^63.
 */
final class CountScript {
  private static final String SCRIPT =
      """
      local known = redis.call('GET', KEYS[2])
      if known then
        redis.call('PEXPIRE', KEYS[2], ARGV[1])
        return known
      end
      local count = redis.pcall('INCR', KEYS[1])
      if type(count) == 'table' then
        return count
      end
      count = redis.call('GET', KEYS[1])
      redis.call('SET', KEYS[2], count, 'PX', ARGV[1])
      return count
      """;

  private static final byte[] BY_TEXT = ascii("EVAL");
  private static final byte[] BY_DIGEST = ascii("EVALSHA");
  private static final byte[] TEXT = ascii(SCRIPT);
  private static final byte[] DIGEST = digest();
  private static final byte[] TWO_KEYS = ascii("2");

  private CountScript() {}

  /** Runs it from the server's memory, where it may be missing: NOSCRIPT. */
  static RedisCommand known(byte[] count, byte[] request, RequestKey key) {
    return command(BY_DIGEST, DIGEST, count, request, key);
  }

  /** Brings it along. */
  static RedisCommand whole(byte[] count, byte[] request, RequestKey key) {
    return command(BY_TEXT, TEXT, count, request, key);
  }

  private static RedisCommand command(
      byte[] verb, byte[] script, byte[] count, byte[] request, RequestKey key) {
    byte[] keep = ascii(Long.toString(key.keep().toMillis()));
    return RedisCommand.ofBytes(List.of(verb, script, TWO_KEYS, count, request, keep));
  }

  private static byte[] digest() {
    try {
      byte[] sha1 = MessageDigest.getInstance("SHA-1").digest(TEXT);
      return ascii(HexFormat.of().formatHex(sha1));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
