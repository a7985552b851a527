package sonde.redisclient;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.util.RedisInputStream;

/**
 * Reads RESP2 replies within bounds. Jedis' own reader allocates whatever length a server announces
 * and recurses as deep as it sends, so that one hostile server could end the process; and it does
 * not tell a status from a string.
 */
final class ReplyReader {
  private static final int MAX_DEPTH = 16;
  private static final int MAX_LINE = 64 << 10;
  private static final int MAX_NUMBER = 20;
  private static final int SHOWN = 80;

  /** So many digits fit into a long, whichever they are. */
  private static final int SAFE_DIGITS = 18;

  private static final int FIRST_CHUNK = 64 << 10;

  /** Roughly what an object with its reference takes of the heap beside its content. */
  private static final int OBJECT = 32;

  /**
   * What all replies of a pipeline may take of the memory: a quarter of the heap, at most 64 MiB.
   */
  static final long DEFAULT_LIMIT =
      Math.clamp(Runtime.getRuntime().maxMemory() / 4, 4L << 20, 64L << 20);

  /** The server ended the connection where a reply should be. */
  static final class EndOfStreamException extends IOException {
    EndOfStreamException() {
      super("end of stream");
    }
  }

  /** What came is no reply, or one beyond the limits. The message follows "the server …". */
  static final class BadReplyException extends IOException {
    BadReplyException(String message) {
      super(message);
    }
  }

  private final RedisInputStream in;
  private final long limit;
  private final byte[] digits = new byte[MAX_NUMBER];
  private long left;

  ReplyReader(InputStream in, long limit) {
    this.in = new RedisInputStream(in);
    this.limit = limit;
    this.left = limit;
  }

  /** The limit counts from here. */
  void newPipeline() {
    left = limit;
  }

  /** Whether bytes have come that nobody has read. */
  boolean pending() throws IOException {
    return in.available() > 0;
  }

  Reply read() throws IOException {
    try {
      return read(0);
    } catch (JedisConnectionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new EndOfStreamException();
    }
  }

  private Reply read(int depth) throws IOException {
    charge(OBJECT);
    byte type = in.readByte();
    return switch (type) {
      case '+' -> new Reply.Simple(line());
      case '-' -> Reply.Error.parse(line());
      case ':' -> new Reply.Int(number());
      case '$' -> bulk();
      case '*' -> array(depth);
      default -> throw unknown(type);
    };
  }

  private Reply bulk() throws IOException {
    long length = number();
    if (length == -1) {
      return Reply.Nil.NIL;
    }
    checkLength(length, 1);
    charge(length);
    byte[] bytes = new byte[(int) Math.min(length, FIRST_CHUNK)];
    int filled = 0;
    while (filled < length) {
      if (filled == bytes.length) {
        // Memory grows with what has come, not with what was announced.
        bytes = Arrays.copyOf(bytes, (int) Math.min(length, bytes.length * 2L));
      }
      filled += in.read(bytes, filled, bytes.length - filled);
    }
    if (in.readByte() != '\r' || in.readByte() != '\n') {
      throw new BadReplyException("sent a string of another length than announced");
    }
    return new Reply.Bulk(bytes);
  }

  private Reply array(int depth) throws IOException {
    long length = number();
    if (length == -1) {
      return Reply.Nil.NIL;
    }
    checkLength(length, OBJECT);
    if (depth == MAX_DEPTH) {
      throw new BadReplyException("sent arrays nested deeper than " + MAX_DEPTH);
    }
    List<Reply> items = new ArrayList<>((int) Math.min(length, 1024));
    for (long i = 0; i < length; i++) {
      items.add(read(depth + 1));
    }
    return new Reply.Array(items);
  }

  private void checkLength(long length, int each) throws BadReplyException {
    if (length < 0) {
      throw new BadReplyException("announced a length of " + length);
    }
    if (length > left / each) {
      throw tooLarge();
    }
  }

  private void charge(long bytes) throws BadReplyException {
    left -= bytes;
    if (left < 0) {
      throw tooLarge();
    }
  }

  private BadReplyException tooLarge() {
    return new BadReplyException(
        "sent replies that would take more than " + (limit >> 10) + " KiB of memory");
  }

  private long number() throws IOException {
    int length = 0;
    long value = 0;
    boolean plain = true;
    byte b = in.readByte();
    while (b != '\r') {
      if (length == MAX_NUMBER) {
        throw new BadReplyException("sent a number of too many digits");
      }
      plain &= b >= '0' && b <= '9';
      value = value * 10 + (b - '0');
      digits[length++] = b;
      b = in.readByte();
    }
    expectLineFeed();
    if (plain && length > 0 && length <= SAFE_DIGITS) {
      return value;
    }
    String text = new String(digits, 0, length, StandardCharsets.ISO_8859_1);
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException _) {
      throw new BadReplyException("sent \"" + Printable.of(text) + "\" where a number belongs");
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(64);
    byte b = in.readByte();
    while (b != '\r') {
      if (line.size() == MAX_LINE) {
        throw new BadReplyException("sent a line longer than " + MAX_LINE + " bytes");
      }
      line.write(b);
      b = in.readByte();
    }
    expectLineFeed();
    charge(line.size());
    return line.toString(StandardCharsets.UTF_8);
  }

  private void expectLineFeed() throws IOException {
    if (in.readByte() != '\n') {
      throw new BadReplyException("sent a carriage return without line feed");
    }
  }

  /** Shows what is there of the text that is no reply, without waiting for more. */
  private BadReplyException unknown(byte first) throws IOException {
    if (first == 0x15 || first == 0x16) {
      return new BadReplyException("speaks TLS: use rediss://");
    }
    ByteArrayOutputStream shown = new ByteArrayOutputStream(SHOWN);
    shown.write(first);
    while (shown.size() < SHOWN && in.available() > 0) {
      shown.write(in.readByte());
    }
    String text = shown.toString(StandardCharsets.ISO_8859_1);
    String answered = text.startsWith("HTTP/") ? "speaks HTTP" : "does not speak Redis' protocol";
    int end = text.indexOf('\r');
    return new BadReplyException(
        answered
            + ", it answered \""
            + Printable.of(end > 0 ? text.substring(0, end) : text)
            + "\": check the port");
  }
}
