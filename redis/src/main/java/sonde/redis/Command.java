package sonde.redis;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sonde.collect.FailedException;
import sonde.collect.Failure;
import sonde.collect.Request;
import sonde.redisclient.RedisCommand;
import sonde.redisclient.Reply;

/**
 * A Redis command with the parser of its reply. Equal when the same words are sent: of two commands
 * with the same words and different parsers, one answer would be read as the other's, so a command
 * that several collectors use is one constant.
 *
 * @param <T> the parsed reply
 */
final class Command<T> implements Request<T> {
  /** Turns a reply into a value; one that is an error only if the command expects that. */
  @FunctionalInterface
  interface Parser<T> {
    T parse(Reply reply);
  }

  private final List<String> words;
  private final RedisCommand sent;
  private final Parser<T> parser;
  private final @Nullable String answeringError;

  private Command(Parser<T> parser, @Nullable String answeringError, List<String> words) {
    this.words = words;
    this.sent = RedisCommand.of(words.toArray(String[]::new));
    this.parser = parser;
    this.answeringError = answeringError;
  }

  /** A command whose reply a parser reads. */
  static <T> Command<T> parsed(Parser<T> parser, String... words) {
    return new Command<>(parser, null, List.of(words));
  }

  /** A command of which an error of one kind is an answer, too, and given to the parser. */
  static <T> Command<T> parsedWithError(Parser<T> parser, String errorCode, String... words) {
    return new Command<>(parser, errorCode, List.of(words));
  }

  /** A command that answers an integer. */
  static Command<Long> integer(String... words) {
    return parsed(Reply::integer, words);
  }

  /** Name and arguments. */
  List<String> words() {
    return words;
  }

  RedisCommand sent() {
    return sent;
  }

  /**
   * The value of a reply.
   *
   * @throws FailedException when the server refused the command, or its reply cannot be read
   */
  T read(Reply reply) throws FailedException {
    if (reply instanceof Reply.Error error && !error.code().equals(answeringError)) {
      throw new FailedException(Refusals.of(this, error));
    }
    try {
      return parser.parse(reply);
    } catch (RuntimeException e) {
      throw new FailedException(
          Failure.Kind.MALFORMED, name() + " answered what cannot be read: " + e.getMessage());
    }
  }

  @Override
  public String name() {
    return String.join(" ", words);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Command<?> command && sent.equals(command.sent);
  }

  @Override
  public int hashCode() {
    return sent.hashCode();
  }

  @Override
  public String toString() {
    return name();
  }
}
