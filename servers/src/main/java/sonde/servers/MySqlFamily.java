package sonde.servers;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.MariaDbDataSource;

/** What MariaDB and MySQL have in common. */
abstract sealed class MySqlFamily extends SqlServer permits MariaDbServer, MySqlServer {
  static final String SUPERUSER = "root";
  private static final Pattern READY =
      Pattern.compile("(?:mariadbd|mysqld)[^ ]*: ready for connections");

  /** Names a server towards others: a copy must find one of its own. */
  private static final Set<Path> OWN = Set.of(Path.of("auto.cnf"));

  /** What to run. */
  record Plan(MySqlBinary binary, Map<String, String> settings, @Nullable TlsFiles tls) {}

  /** What a kind of server does its own way. */
  interface Kind<S extends MySqlFamily> {
    String name();

    /** Settings that this kind needs; the caller's own come after them. */
    Map<String, String> settings();

    /** SQL, a statement a line, that gives the superuser the password in new data. */
    List<String> firstStatements();

    /** What makes a data directory by a configuration file and a file with these statements. */
    List<String> initialise(MySqlBinary binary, Path configuration, Path statements);

    S create(Plan plan, ServerUser user, Path directory, int port);
  }

  private final Plan plan;
  private final ServerUser user;

  MySqlFamily(Plan plan, ServerUser user, Path directory, int port) {
    super(directory, port);
    this.plan = plan;
    this.user = user;
  }

  static <S extends MySqlFamily> S start(Kind<S> kind, Plan plan) {
    ServerUser user = ServerUser.choose("mysql");
    Path template =
        Programs.once(
            plan.binary.program().toString(),
            directory -> initialise(kind, plan.binary, user, directory));
    return start(
        kind.name(),
        (directory, port) -> {
          Trees.copy(
              template.resolve("data"), directory.resolve("data"), path -> !OWN.contains(path));
          configure(kind, plan, directory, port);
          user.own(directory);
          return kind.create(plan, user, directory, port);
        });
  }

  private static <S extends MySqlFamily> void initialise(
      Kind<S> kind, MySqlBinary binary, ServerUser user, Path directory) {
    Path configuration = directory.resolve("my.cnf");
    List<String> lines = new ArrayList<>(List.of("[mysqld]"));
    lines.addAll(binary.settings());
    fast().forEach((name, value) -> lines.add(line(name, value)));
    lines.add(line("datadir", directory.resolve("data").toString()));
    write(configuration, lines);
    Path statements = directory.resolve("init.sql");
    write(statements, kind.firstStatements());
    user.own(directory);
    Programs.run(user.command(kind.initialise(binary, configuration, statements)), directory);
  }

  /** The data need not outlive a crash of the machine, and there is little of it. */
  private static Map<String, String> fast() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("innodb_log_file_size", "8M");
    // Nothing is lost when the server alone is killed.
    settings.put("innodb_flush_log_at_trx_commit", "2");
    // Systems allow but so many requests of it at once, and some file systems none.
    settings.put("innodb_use_native_aio", "0");
    return settings;
  }

  private static <S extends MySqlFamily> void configure(
      Kind<S> kind, Plan plan, Path directory, int port) {
    Map<String, String> settings = fast();
    settings.put("datadir", directory.resolve("data").toString());
    settings.put("bind_address", "127.0.0.1");
    settings.put("port", Integer.toString(port));
    settings.put("socket", directory.resolve("mysql.sock").toString());
    settings.put("pid_file", directory.resolve("mysqld.pid").toString());
    settings.put("server_id", Integer.toString(port));
    settings.put("log_bin", "binlog");
    settings.put("sync_binlog", "0");
    settings.put("skip_name_resolve", "ON");
    if (plan.tls != null) {
      TlsFiles own = adopt(plan.tls, directory);
      settings.put("ssl_ca", own.ca().toString());
      settings.put("ssl_cert", own.certificate().toString());
      settings.put("ssl_key", own.key().toString());
    }
    settings.putAll(kind.settings());
    settings.putAll(plan.settings);
    List<String> lines = new ArrayList<>(List.of("[mysqld]"));
    lines.addAll(plan.binary.settings());
    settings.forEach((name, value) -> lines.add(line(name, value)));
    write(directory.resolve("my.cnf"), lines);
  }

  /** As it stands in an option file. */
  private static String line(String name, String value) {
    return value.isEmpty() ? name : name + " = \"" + value.replace("\\", "\\\\") + '"';
  }

  @Override
  public final Path unixSocket() {
    return directory().resolve("mysql.sock");
  }

  @Override
  public final String version() {
    return plan.binary.version();
  }

  @Override
  public final String superuser() {
    return SUPERUSER;
  }

  /** For MariaDB Connector/J, which talks to both. */
  @Override
  public final String jdbcUrl(String database) {
    return "jdbc:mariadb://" + address() + "/" + database;
  }

  @Override
  public final Connection connect(String database) throws SQLException {
    MariaDbDataSource source =
        new MariaDbDataSource(
            jdbcUrl(database)
                // MySQL's passwords are sent encrypted by the server's key when there is no TLS.
                + "?sslMode=disable&allowPublicKeyRetrieval=true&allowMultiQueries=true"
                + "&connectTimeout=20000");
    source.setUser(SUPERUSER);
    source.setPassword(PASSWORD);
    return source.getConnection();
  }

  @Override
  final String defaultDatabase() {
    return "mysql";
  }

  @Override
  final List<String> command() {
    return user.command(
        List.of(
            plan.binary.program().toString(), "--defaults-file=" + directory().resolve("my.cnf")));
  }

  @Override
  final String endSignal() {
    return "TERM";
  }

  /** An end in order takes seconds, for the sake of the data. */
  @Override
  final void discard(ServerProcess running) {
    running.kill();
  }

  /** By its log: a connection that does not log in would be counted and logged as aborted. */
  @Override
  final boolean ready(long pid) {
    return READY.matcher(recentLog()).find();
  }

  final Plan plan() {
    return plan;
  }
}
