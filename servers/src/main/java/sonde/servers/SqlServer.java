package sonde.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A real SQL server as a child process with a private directory for its data. It listens on a free
 * port of 127.0.0.1 and on a unix socket. Both process and data are gone after {@link #close()}, at
 * the latest with this JVM, however it ends. When we are root, it runs as an ordinary user. Safe
 * for use by several threads.
 */
public abstract sealed class SqlServer implements AutoCloseable
    permits MySqlFamily, PostgresServer {
  private static final String HOST = "127.0.0.1";
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(5);
  private static final int PORT_TRIES = 10;

  /**
   * Of the users that this module makes. It is the same for all servers of this JVM, since they are
   * copies of one data directory.
   */
  static final String PASSWORD = UUID.randomUUID().toString();

  private final Path directory;
  private final int port;
  private @Nullable ServerProcess process;
  private long logStart;

  SqlServer(Path directory, int port) {
    this.directory = directory;
    this.port = port;
  }

  /** Prepares and starts a server, on another port if somebody is quicker to take the first. */
  static <S extends SqlServer> S start(String name, BiFunction<Path, Integer, S> prepare) {
    for (int attempt = 1; ; attempt++) {
      Path directory = Workspace.get().newDirectory(name + "-");
      try {
        S server = prepare.apply(directory, Ports.free());
        server.start();
        return server;
      } catch (ServerException e) {
        Workspace.delete(directory);
        if (!e.getMessage().contains("Address already in use") || attempt == PORT_TRIES) {
          throw e;
        }
      }
    }
  }

  /** Always 127.0.0.1. */
  public final String host() {
    return HOST;
  }

  /** The port, which stays the same over restarts. */
  public final int port() {
    return port;
  }

  /** Host and port. */
  public final String address() {
    return HOST + ":" + port;
  }

  /** A socket that the server also listens on. */
  public abstract Path unixSocket();

  /** The server's version, e.g. 15.18. */
  public abstract String version();

  /** The user who may do everything. */
  public abstract String superuser();

  /** The superuser's password, which is also that of the user for replication. */
  public final String password() {
    return PASSWORD;
  }

  /** Without user and password. */
  public abstract String jdbcUrl(String database);

  /** A connection as the superuser, without TLS; the caller's to close. */
  public abstract Connection connect(String database) throws SQLException;

  /** The database that exists in every server of the kind. */
  abstract String defaultDatabase();

  /** The process id; another one after a restart. */
  public final synchronized long pid() {
    return process().pid();
  }

  /** Whether the process exists, be it paused. */
  public final synchronized boolean isRunning() {
    return process().isAlive();
  }

  /** Into which the server logs, over restarts. */
  public final Path logFile() {
    return directory.resolve("server.log");
  }

  /** All that the server has logged, over restarts, without the passwords it was given. */
  public final String logText() {
    return Logs.read(logFile());
  }

  /**
   * Runs SQL as the superuser in the default database, on a connection of its own.
   *
   * @return the last result's rows on a line each, columns separated by tabs, NULL as "NULL"; empty
   *     without a result
   * @throws ServerException with the server's message if it refuses
   */
  public final String execute(String sql) {
    return execute(defaultDatabase(), sql);
  }

  /** Runs SQL in that database. */
  public final String execute(String database, String sql) {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      return SqlText.lastResult(statement, statement.execute(sql));
    } catch (SQLException e) {
      String reason = String.valueOf(e.getMessage()).replace(PASSWORD, "***");
      throw new ServerException(this + " refused a statement: " + reason, e);
    }
  }

  /** Ends the server in order, without waiting for its clients; data and port are kept. */
  public final synchronized void stop() {
    process().stop();
  }

  /** SIGKILL; data and port are kept for a restart. */
  public final synchronized void kill() {
    process().kill();
  }

  /** SIGSTOP to all its processes: the server keeps its connections and answers nothing. */
  public final synchronized void pause() {
    process().pause();
  }

  /** SIGCONT to all its processes. */
  public final synchronized void resume() {
    process().resume();
  }

  /** Stops the server if it runs, and starts it on the same port with its data. */
  public final synchronized void restart() {
    process().stop();
    start();
  }

  /**
   * Starts the server after {@link #stop()} or {@link #kill()}, on the same port with its data, and
   * waits until it answers.
   *
   * @throws ServerException when it does not within a minute, or ends
   */
  public final synchronized void start() {
    if (process != null && process.isAlive()) {
      throw new ServerException(this + " runs already");
    }
    logStart = Logs.read(logFile()).length();
    ServerProcess started = ServerProcess.start(command(), directory, logFile(), endSignal());
    process = started;
    try {
      awaitReady(started);
    } catch (RuntimeException e) {
      started.kill();
      throw e;
    }
  }

  /** Stops the server and deletes its data. */
  @Override
  public final synchronized void close() {
    discard(process());
    Workspace.delete(directory);
  }

  /** What runs the server in the foreground. */
  abstract List<String> command();

  /** What ends the server in order, at once. */
  abstract String endSignal();

  /** Ends a server whose data nobody needs any more. */
  abstract void discard(ServerProcess running);

  /** Whether the server says of itself that it takes connections. */
  abstract boolean ready(long pid);

  final Path directory() {
    return directory;
  }

  /** What was logged since the last start. */
  final String recentLog() {
    String log = Logs.read(logFile());
    return log.substring((int) Math.min(logStart, log.length()));
  }

  private ServerProcess process() {
    if (process == null) {
      throw new IllegalStateException("never started");
    }
    return process;
  }

  private void awaitReady(ServerProcess started) {
    long end = System.nanoTime() + START_TIMEOUT.toNanos();
    while (!ready(started.pid())) {
      if (started.awaitEnd(POLL)) {
        throw new ServerException(this + " ended" + Logs.end(logText()));
      }
      if (System.nanoTime() > end) {
        throw new ServerException(
            this + " was not ready in " + START_TIMEOUT + Logs.end(logText()));
      }
    }
  }

  /** Writes a file that only its owner can read. */
  static void write(Path file, List<String> lines) {
    try {
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(file, lines, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new ServerException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /** Copies of TLS files that belong to the server, whoever it runs as. */
  static TlsFiles adopt(TlsFiles files, Path directory) {
    return new TlsFiles(
        copy(files.ca(), directory.resolve("ca.crt")),
        copy(files.certificate(), directory.resolve("server.crt")),
        copy(files.key(), directory.resolve("server.key")));
  }

  private static Path copy(Path from, Path to) {
    try {
      write(to, Files.readAllLines(from));
      return to;
    } catch (IOException e) {
      throw new ServerException("cannot read " + from + ": " + e.getMessage(), e);
    }
  }
}
