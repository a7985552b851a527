package sonde.redisclient;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sonde.config.SecretSource;
import sonde.redisclient.RedisException.Kind;

/** Opens {@link JedisConnection}s. */
final class JedisConnector implements RedisConnector {
  private final RedisAddress address;
  private final RedisCredentials credentials;
  private final Dialer dialer;
  private final @Nullable String clientName;

  JedisConnector(
      RedisAddress address,
      RedisCredentials credentials,
      RedisTls tls,
      @Nullable String clientName) {
    this.address = address;
    this.credentials = credentials;
    this.dialer = new Dialer(address, tls);
    this.clientName = clientName;
  }

  @Override
  public RedisAddress address() {
    return address;
  }

  @Override
  public RedisConnection connect(Duration timeout) throws RedisException {
    Deadline deadline = new Deadline(timeout);
    JedisConnection connection;
    try (deadline) {
      connection = open(deadline);
    }
    if (deadline.expired()) {
      connection.close();
      throw new RedisException(
          Kind.TIMEOUT, address, "no connection within " + Dialer.text(timeout), null);
    }
    return connection;
  }

  private JedisConnection open(Deadline deadline) throws RedisException {
    JedisConnection connection =
        new JedisConnection(
            address, dialer.dial(deadline), ReplyReader.DEFAULT_LIMIT, System::nanoTime);
    boolean ready = false;
    try {
      greet(connection, deadline);
      ready = true;
      return connection;
    } finally {
      if (!ready) {
        connection.close();
      }
    }
  }

  private void greet(JedisConnection connection, Deadline deadline) throws RedisException {
    Reply.@Nullable Error refusal = tryToGreet(connection, deadline);
    SecretSource password = credentials.password();
    if (refusal != null && isAboutCredentials(refusal) && password != null && password.refresh()) {
      refusal = tryToGreet(connection, deadline);
    }
    if (refusal != null) {
      throw refused(refusal);
    }
  }

  /** Sends what there is to send, in one write; the error reply that matters, if any. */
  private Reply.@Nullable Error tryToGreet(JedisConnection connection, Deadline deadline)
      throws RedisException {
    List<RedisCommand> commands = new ArrayList<>();
    boolean authenticates = credentials.username() != null || credentials.password() != null;
    if (authenticates) {
      commands.add(RedisCommand.auth(credentials.username(), password()));
    }
    if (clientName != null) {
      commands.add(RedisCommand.of("CLIENT", "SETNAME", clientName));
    }
    if (commands.isEmpty()) {
      return null;
    }
    List<Reply> replies = new ArrayList<>();
    connection.pipeline(commands, deadline, (index, reply, waited) -> replies.add(reply));
    if (replies.getFirst() instanceof Reply.Error error
        && (authenticates || isAboutCredentials(error) || isUnwelcome(error))) {
      return error;
    }
    return null;
  }

  private String password() throws RedisException {
    SecretSource source = credentials.password();
    if (source == null) {
      return "";
    }
    try {
      return source.current().reveal();
    } catch (IOException e) {
      throw new RedisException(Kind.AUTHENTICATION, address, "no password: " + Dialer.reason(e), e);
    }
  }

  /** Before Redis 6 a wrong password is an ERR. */
  private static boolean isAboutCredentials(Reply.Error error) {
    return error.code().equals("WRONGPASS")
        || error.code().equals("NOAUTH")
        || error.message().equals("invalid password");
  }

  /** Protected mode, or too many clients: whatever was sent, the server closes after it. */
  private static boolean isUnwelcome(Reply.Error error) {
    return error.code().equals("DENIED") || error.message().startsWith("max number of clients");
  }

  /** In words of our own: an error reply may repeat the arguments, and so the password. */
  private RedisException refused(Reply.Error error) {
    if (error.code().equals("DENIED")) {
      return new RedisException(
          Kind.UNREACHABLE,
          address,
          "the server is in protected mode and serves its own machine only: set a password there",
          null);
    }
    if (isUnwelcome(error)) {
      return new RedisException(
          Kind.UNREACHABLE, address, "the server has its maximum number of clients", null);
    }
    return new RedisException(Kind.AUTHENTICATION, address, whyNot(error), null);
  }

  private String whyNot(Reply.Error error) {
    String user =
        credentials.username() == null
            ? "the default user"
            : "user \"" + Printable.of(credentials.username()) + "\"";
    String message = error.message();
    if (message.contains("without any password configured")
        || message.contains("no password is set")) {
      return "the server has no password for the default user: remove the password here";
    }
    if (message.startsWith("wrong number of arguments")) {
      return "the server is older than Redis 6 and knows no users: remove the username";
    }
    if (error.code().equals("NOAUTH")) {
      return "the server wants a password: set password_file (and username)";
    }
    if (isAboutCredentials(error)) {
      return "the server refused the password of " + user + ", or the user is unknown or off";
    }
    return "the server refused to authenticate " + user + " (" + Printable.of(error.code()) + ")";
  }
}
