package sonde.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A real Redis or Valkey server, or Sentinel, as a child process with a private directory for its
 * data. Both are gone after {@link #close()}, at the latest with this JVM, however it ends. Safe
 * for use by several threads.
 */
public final class RedisServer implements AutoCloseable {
  static final String LOCALHOST = "127.0.0.1";
  private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(5);
  private static final int PORT_TRIES = 10;
  private static final int LOG_TAIL_LINES = 15;
  private static final Pattern PORT_TAKEN =
      Pattern.compile("Address already in use|Failed listening|Could not create server TCP");

  /** What to run; secrets are what must not appear in a message. */
  record Plan(
      RedisBinary binary,
      String host,
      List<String> lines,
      List<String> secrets,
      @Nullable String password,
      boolean tls,
      boolean sentinel) {}

  private final Plan plan;
  private final int port;
  private final Path directory;
  private ServerProcess process;

  private RedisServer(Plan plan, int port, Path directory) {
    this.plan = plan;
    this.port = port;
    this.directory = directory;
    this.process = launch();
  }

  /** A server to configure and start. */
  public static RedisServerBuilder builder() {
    return new RedisServerBuilder();
  }

  static RedisServer start(Plan plan) {
    for (int attempt = 1; ; attempt++) {
      Path directory = Workspace.get().newDirectory("redis-");
      try {
        int port = Ports.free();
        writeConfiguration(plan, port, directory);
        return new RedisServer(plan, port, directory);
      } catch (ServerException e) {
        Workspace.delete(directory);
        boolean portTaken = PORT_TAKEN.matcher(e.getMessage()).find();
        if (!portTaken || attempt == PORT_TRIES) {
          throw e;
        }
      }
    }
  }

  /** 127.0.0.1, or another address of the loopback that it was given. */
  public String host() {
    return plan.host;
  }

  /** The port, which stays the same over restarts; with TLS the port that speaks it. */
  public int port() {
    return port;
  }

  /** Host and port. */
  public String address() {
    return plan.host + ":" + port;
  }

  /** A socket that the server also listens on, without TLS. */
  public Path unixSocket() {
    return directory.resolve("redis.sock");
  }

  /** The server's version, e.g. 7.0.15. */
  public String version() {
    return plan.binary.version();
  }

  /** Whether it is Valkey. */
  public boolean isValkey() {
    return plan.binary.valkey();
  }

  /** The process id; another one after a restart. */
  public synchronized long pid() {
    return process.pid();
  }

  /** Whether the process exists, be it paused. */
  public synchronized boolean isRunning() {
    return process.isAlive();
  }

  /** All that the server has logged, over restarts, without the passwords it was given. */
  public String logText() {
    return log(plan, directory);
  }

  @Nullable String password() {
    return plan.password;
  }

  Path directory() {
    return directory;
  }

  boolean tls() {
    return plan.tls;
  }

  /** SIGTERM, and SIGKILL when that does not help; data and port are kept for a restart. */
  public synchronized void stop() {
    process.stop();
  }

  /** SIGKILL; data and port are kept for a restart. */
  public synchronized void kill() {
    process.kill();
  }

  /** SIGSTOP: the server keeps its connections and answers nothing. */
  public synchronized void pause() {
    process.pause();
  }

  /** SIGCONT. */
  public synchronized void resume() {
    process.resume();
  }

  /** Stops the server if it runs, and starts it on the same port with what data it persisted. */
  public synchronized void restart() {
    process.stop();
    process = launch();
  }

  /**
   * Sends one command as the default user over the unix socket.
   *
   * @return the reply as text, an array's elements on a line each
   * @throws ServerException for an error reply, or no reply
   */
  public String call(String... command) {
    String reply;
    try (ControlClient client = ControlClient.connect(unixSocket(), plan.password)) {
      reply = client.call(command);
    } catch (IOException e) {
      throw new ServerException("Redis at " + address() + ": " + e.getMessage(), e);
    }
    if (reply.startsWith("-")) {
      throw new ServerException(
          "Redis at " + address() + " refused " + command[0] + ": " + reply.substring(1));
    }
    return reply;
  }

  /** Stops the server and deletes its data. */
  @Override
  public synchronized void close() {
    process.stop();
    Workspace.delete(directory);
  }

  @Override
  public String toString() {
    return (plan.sentinel ? "Sentinel " : "Redis ") + version() + " at " + address();
  }

  private ServerProcess launch() {
    List<String> command = new ArrayList<>();
    command.add(plan.binary.path().toString());
    command.add(directory.resolve("redis.conf").toString());
    if (plan.sentinel) {
      command.add("--sentinel");
    }
    ServerProcess started =
        ServerProcess.start(command, directory, directory.resolve("server.log"));
    try {
      awaitAnswer(started);
      return started;
    } catch (RuntimeException e) {
      started.kill();
      throw e;
    }
  }

  private void awaitAnswer(ServerProcess started) {
    long end = System.nanoTime() + START_TIMEOUT.toNanos();
    String last = "no answer";
    while (System.nanoTime() < end) {
      if (started.awaitEnd(POLL)) {
        throw new ServerException(failure("ended"));
      }
      try (ControlClient client = ControlClient.connect(unixSocket(), null)) {
        last = client.call("PING");
        // NOAUTH and NOPERM are answers, too; LOADING and MASTERDOWN come before the first one.
        if (!last.startsWith("-LOADING")) {
          return;
        }
      } catch (IOException e) {
        last = String.valueOf(e.getMessage());
      }
    }
    throw new ServerException(failure("did not answer in " + START_TIMEOUT + " (" + last + ")"));
  }

  private String failure(String what) {
    List<String> lines = logText().lines().toList();
    List<String> tail = lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size());
    return this + " " + what + "; its log ends:\n" + String.join("\n", tail);
  }

  private static String log(Plan plan, Path directory) {
    try {
      Path file = directory.resolve("server.log");
      String text =
          Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
      for (String secret : plan.secrets) {
        text = text.replace(secret, "***");
      }
      return text;
    } catch (IOException e) {
      throw new ServerException("cannot read the log in " + directory, e);
    }
  }

  private static void writeConfiguration(Plan plan, int port, Path directory) {
    List<String> lines = new ArrayList<>();
    lines.add("bind " + plan.host);
    if (!plan.host.equals(LOCALHOST)) {
      // What it connects to sees it under its own address.
      lines.add("bind-source-addr " + plan.host);
    }
    lines.add("port " + (plan.tls ? 0 : port));
    if (plan.tls) {
      lines.add("tls-port " + port);
    }
    lines.add(
        "unixsocket " + RedisServerBuilder.quoted(directory.resolve("redis.sock").toString()));
    lines.add("unixsocketperm 700");
    lines.add("dir " + RedisServerBuilder.quoted(directory.toString()));
    lines.add("daemonize no");
    if (!plan.sentinel) {
      lines.add("save \"\"");
      // A replica is synchronized at once instead of after the seconds that wait for others.
      lines.add("repl-diskless-sync-delay 0");
      if (plan.binary.atLeast("7.0")) {
        // Do not wait for replicas, which may be paused, at the end.
        lines.add("shutdown-timeout 0");
      }
    }
    lines.addAll(plan.lines);
    try {
      Path file =
          Files.createFile(
              directory.resolve("redis.conf"),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(file, lines);
    } catch (IOException e) {
      throw new ServerException("cannot write a configuration in " + directory, e);
    }
  }
}
