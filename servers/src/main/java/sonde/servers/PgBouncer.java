package sonde.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A real PgBouncer before a PostgreSQL server, which gives each transaction another of its few
 * connections there. Its one user is the server's superuser.
 */
public final class PgBouncer implements AutoCloseable {
  private static final List<String> DIRECTORIES =
      List.of("/usr/sbin", "/usr/bin", "/usr/local/bin", "/usr/local/sbin");
  private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(5);

  private final Path directory;
  private final int port;
  private final ServerProcess process;

  private PgBouncer(Path directory, int port, ServerProcess process) {
    this.directory = directory;
    this.port = port;
    this.process = process;
  }

  /**
   * Starts one.
   *
   * @param settings of its section {@code [pgbouncer]}, beside those that it needs
   * @throws ServerException when none is installed, or it does not start
   */
  public static PgBouncer before(PostgresServer server, Map<String, String> settings) {
    Path program =
        program().orElseThrow(() -> new ServerException("no PgBouncer found: install pgbouncer"));
    ServerUser user = ServerUser.choose("postgres");
    Path directory = Workspace.get().newDirectory("pgbouncer-");
    int port = Ports.free();
    SqlServer.write(
        directory.resolve("users"),
        List.of("\"%s\" \"%s\"".formatted(server.superuser(), server.password())));
    SqlServer.write(directory.resolve("pgbouncer.ini"), configuration(server, port, settings));
    user.own(directory);
    ServerProcess process =
        ServerProcess.start(
            user.command(
                List.of(program.toString(), directory.resolve("pgbouncer.ini").toString())),
            directory,
            directory.resolve("log"));
    PgBouncer pooler = new PgBouncer(directory, port, process);
    pooler.awaitReady();
    return pooler;
  }

  private static Optional<Path> program() {
    return DIRECTORIES.stream()
        .map(each -> Path.of(each, "pgbouncer"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static List<String> configuration(
      PostgresServer server, int port, Map<String, String> settings) {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "[databases]",
                "* = host=%s port=%d".formatted(server.host(), server.port()),
                "[pgbouncer]",
                "listen_addr = 127.0.0.1",
                "listen_port = " + port,
                "unix_socket_dir =",
                "auth_type = scram-sha-256",
                "auth_file = users",
                "pool_mode = transaction"));
    settings.forEach((name, value) -> lines.add(name + " = " + value));
    return lines;
  }

  private void awaitReady() {
    long end = System.nanoTime() + START_TIMEOUT.toNanos();
    Path log = directory.resolve("log");
    while (!Logs.read(log).contains("process up")) {
      if (process.awaitEnd(POLL) || System.nanoTime() > end) {
        String text = Logs.read(log);
        close();
        throw new ServerException("PgBouncer did not start" + Logs.end(text));
      }
    }
  }

  /** Host and port. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    process.kill();
    Workspace.delete(directory);
  }
}
