package sonde.redisclient;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server's reply to one command, by the types of RESP2
 * (https://redis.io/docs/latest/develop/reference/protocol-spec/). The accessors throw {@link
 * UnexpectedReplyException} where a reply is of another type. Immutable; {@code toString} is
 * bounded and escaped, fit for a log.
 */
public sealed interface Reply {

  /** Text: of a bulk reply read as UTF-8 (what is malformed becomes U+FFFD), or a simple one. */
  default String text() {
    throw new UnexpectedReplyException("a string", this);
  }

  /** The bytes of a bulk reply; the caller must not change them. */
  default byte[] bytes() {
    throw new UnexpectedReplyException("a string", this);
  }

  /** An integer, or a string that is one. */
  default long integer() {
    throw new UnexpectedReplyException("an integer", this);
  }

  /** The elements of an array. */
  default List<Reply> items() {
    throw new UnexpectedReplyException("an array", this);
  }

  /** Whether there is nothing: RESP2's null string or null array. */
  default boolean isNil() {
    return false;
  }

  /** A string of any bytes. */
  final class Bulk implements Reply {
    private final byte[] bytes;

    /** Takes the bytes without copying them. */
    public Bulk(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public byte[] bytes() {
      return bytes;
    }

    @Override
    public long integer() {
      return Reply.parse(bytes.length > 20 ? "" : text(), this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Bulk bulk && Arrays.equals(bytes, bulk.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return "string \"" + Printable.of(bytes) + "\"";
    }
  }

  /** A short string without line breaks, mostly a status like OK. */
  record Simple(String value) implements Reply {
    @Override
    public String text() {
      return value;
    }

    @Override
    public byte[] bytes() {
      return value.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public long integer() {
      return Reply.parse(value, this);
    }

    @Override
    public String toString() {
      return "status \"" + Printable.of(value) + "\"";
    }
  }

  /** An integer. */
  record Int(long value) implements Reply {
    @Override
    public long integer() {
      return value;
    }

    @Override
    public String toString() {
      return "integer " + value;
    }
  }

  /** An array of replies. */
  record Array(List<Reply> items) implements Reply {
    /** Takes the items; callers see them unmodifiable. */
    public Array {
      items = List.copyOf(items);
    }

    @Override
    public String toString() {
      return "array of " + items.size();
    }
  }

  /** Nothing. */
  enum Nil implements Reply {
    /** The only one. */
    NIL;

    @Override
    public boolean isNil() {
      return true;
    }

    @Override
    public String toString() {
      return "nil";
    }
  }

  /**
   * The server's refusal of one command.
   *
   * @param code the first word, by convention in capitals: NOPERM, NOAUTH, WRONGTYPE, ERR
   * @param message the rest, as the server sent it: escape it before it goes anywhere
   */
  @SuppressWarnings("AvoidCommonTypeNames") // The protocol's own word; always read as Reply.Error.
  record Error(String code, String message) implements Reply {
    static Error parse(String line) {
      int space = line.indexOf(' ');
      return space < 0
          ? new Error(line, "")
          : new Error(line.substring(0, space), line.substring(space + 1));
    }

    @Override
    public String toString() {
      return "error \"" + Printable.of(code + " " + message) + "\"";
    }
  }

  private static long parse(String text, Reply reply) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException _) {
      throw new UnexpectedReplyException("an integer", reply);
    }
  }
}
