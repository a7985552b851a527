package sonde.redisclient;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.util.RedisOutputStream;

/**
 * A command with its arguments, encoded once. Two are equal if the same bytes go to the server.
 * {@code toString} shows it bounded and escaped.
 */
public final class RedisCommand {
  private static final int ENCODING_BUFFER = 256;

  private final byte[] encoded;

  /** What may be shown; null for a command with a secret. */
  private final @Nullable List<byte[]> words;

  private RedisCommand(byte[] encoded, @Nullable List<byte[]> words) {
    this.encoded = encoded;
    this.words = words;
  }

  /** A command from its words, e.g. {@code of("CONFIG", "GET", "maxmemory")}. */
  public static RedisCommand of(String... words) {
    List<byte[]> bytes = new ArrayList<>(words.length);
    for (String word : words) {
      bytes.add(word.getBytes(StandardCharsets.UTF_8));
    }
    return ofBytes(bytes);
  }

  /** A command from words of any bytes, as names of keys may be. */
  public static RedisCommand ofBytes(List<byte[]> words) {
    if (words.isEmpty()) {
      throw new IllegalArgumentException("a command has at least its name");
    }
    return new RedisCommand(encode(words), List.copyOf(words));
  }

  /** AUTH, which shows nothing of its arguments. */
  static RedisCommand auth(@Nullable String username, String password) {
    List<byte[]> words = new ArrayList<>();
    words.add("AUTH".getBytes(StandardCharsets.UTF_8));
    if (username != null) {
      words.add(username.getBytes(StandardCharsets.UTF_8));
    }
    words.add(password.getBytes(StandardCharsets.UTF_8));
    return new RedisCommand(encode(words), null);
  }

  /** How many bytes it takes on the wire. */
  int size() {
    return encoded.length;
  }

  /** Copies the bytes for the wire; returns where the next command may go. */
  int copyTo(byte[] target, int offset) {
    System.arraycopy(encoded, 0, target, offset, encoded.length);
    return offset + encoded.length;
  }

  private static byte[] encode(List<byte[]> words) {
    ProtocolCommand name = words::getFirst;
    CommandArguments arguments = new CommandArguments(name);
    words.stream().skip(1).forEach(arguments::add);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (RedisOutputStream out = new RedisOutputStream(bytes, ENCODING_BUFFER)) {
      Protocol.sendCommand(out, arguments);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RedisCommand command && Arrays.equals(encoded, command.encoded);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encoded);
  }

  @Override
  public String toString() {
    if (words == null) {
      return "AUTH …";
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (byte[] word : words) {
      if (line.size() > 0) {
        line.write(' ');
      }
      line.writeBytes(word);
    }
    return Printable.of(line.toByteArray());
  }
}
