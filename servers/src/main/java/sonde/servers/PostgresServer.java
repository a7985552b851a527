package sonde.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real PostgreSQL server, primary or standby. All users log in by SCRAM; the superuser always
 * may, with or without TLS. It writes to the disk without waiting for it, and logs each line with
 * user, database and application.
 */
public final class PostgresServer extends SqlServer {
  static final String SUPERUSER = "postgres";
  static final String REPLICATOR = "replicator";
  private static final int CONNECT_SECONDS = 20;

  /** The line of postmaster.pid that holds the state. */
  private static final int STATE_LINE = 7;

  /** What to run. */
  record Plan(
      PostgresBinary binary,
      Map<String, String> settings,
      List<String> hba,
      @Nullable TlsFiles tls,
      boolean clientCertificateRequired) {}

  private final Plan plan;
  private final ServerUser user;

  private PostgresServer(Plan plan, ServerUser user, Path directory, int port) {
    super(directory, port);
    this.plan = plan;
    this.user = user;
  }

  /** A server to configure and start. */
  public static PostgresServerBuilder builder() {
    return new PostgresServerBuilder();
  }

  static PostgresServer start(Plan plan) {
    ServerUser user = ServerUser.choose("postgres");
    Path template =
        Programs.once(
            plan.binary.program("initdb").toString(),
            directory -> initialise(plan.binary, user, directory));
    return start(
        "postgres",
        (directory, port) -> {
          Trees.copy(template.resolve("data"), directory.resolve("data"), path -> true);
          return prepared(plan, user, directory, port, List.of());
        });
  }

  @Override
  public Path unixSocket() {
    return directory().resolve(".s.PGSQL." + port());
  }

  @Override
  public String version() {
    return plan.binary.version();
  }

  @Override
  public String superuser() {
    return SUPERUSER;
  }

  @Override
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://" + address() + "/" + database;
  }

  @Override
  public Connection connect(String database) throws SQLException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {host()});
    source.setPortNumbers(new int[] {port()});
    source.setDatabaseName(database);
    source.setUser(SUPERUSER);
    source.setPassword(PASSWORD);
    source.setSslMode("disable");
    source.setApplicationName("sonde-servers");
    source.setLoginTimeout(CONNECT_SECONDS);
    return source.getConnection();
  }

  /** Starts a streaming standby of this server, which takes reads as soon as it is returned. */
  public PostgresServer standby() {
    return standby(null);
  }

  /**
   * Starts a streaming standby that uses a physical replication slot of this server.
   *
   * @param slot made if there is none of that name; none if null
   * @throws ServerException when the standby is not ready within a minute; nothing of it is left
   *     but the slot
   */
  public PostgresServer standby(@Nullable String slot) {
    return start(
        "postgres",
        (directory, port) -> {
          PostgresBackup.take(this, slot, directory.resolve("data"));
          return prepared(plan, user, directory, port, following(directory, slot));
        });
  }

  /** Makes a standby a primary, and waits until it is one. */
  public void promote() {
    if (!execute("SELECT pg_promote(true, 60)").equals("t")) {
      throw new ServerException(this + " was not promoted" + Logs.end(logText()));
    }
  }

  @Override
  public String toString() {
    return "PostgreSQL " + version() + " at " + address();
  }

  @Override
  String defaultDatabase() {
    return "postgres";
  }

  Path data() {
    return directory().resolve("data");
  }

  @Override
  List<String> command() {
    return user.command(
        List.of(plan.binary.program("postgres").toString(), "-D", data().toString()));
  }

  /** Fast shutdown; SIGTERM would wait for the clients to go. */
  @Override
  String endSignal() {
    return "INT";
  }

  /** In order: its semaphores and its shared memory would outlive a server that is killed. */
  @Override
  void discard(ServerProcess running) {
    running.stop();
  }

  /**
   * By the file from which pg_ctl knows it, too: a connection would leave its mark in the log while
   * the server starts.
   */
  @Override
  boolean ready(long pid) {
    try {
      List<String> lines = Files.readAllLines(data().resolve("postmaster.pid"));
      return lines.size() > STATE_LINE
          && lines.getFirst().equals(Long.toString(pid))
          && lines.get(STATE_LINE).strip().equals("ready");
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new ServerException("cannot read postmaster.pid of " + this, e);
    }
  }

  private static void initialise(PostgresBinary binary, ServerUser user, Path directory) {
    Path passwordFile = directory.resolve("password");
    write(passwordFile, List.of(PASSWORD));
    user.own(directory);
    Programs.run(
        user.command(
            List.of(
                binary.program("initdb").toString(),
                "--pgdata=" + directory.resolve("data"),
                "--username=" + SUPERUSER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync")),
        directory);
  }

  private static PostgresServer prepared(
      Plan plan, ServerUser user, Path directory, int port, List<String> more) {
    PostgresFiles.configure(plan, directory, port, more);
    user.own(directory);
    return new PostgresServer(plan, user, directory, port);
  }

  /** The settings of a standby; the password stands in a file, as it would be shown otherwise. */
  private List<String> following(Path directory, @Nullable String slot) {
    Path passwords = directory.resolve("pgpass");
    write(passwords, List.of("*:*:*:" + REPLICATOR + ":" + PASSWORD));
    write(directory.resolve("data").resolve("standby.signal"), List.of());
    List<String> lines = new ArrayList<>();
    lines.add(
        PostgresFiles.setting(
            "primary_conninfo",
            "host=%s port=%d user=%s passfile='%s'"
                .formatted(host(), port(), REPLICATOR, passwords)));
    if (slot != null) {
      lines.add(PostgresFiles.setting("primary_slot_name", slot));
    }
    return lines;
  }
}
