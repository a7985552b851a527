package sonde.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import sonde.servers.PrivateDirectory;

/**
 * The configurations of the exporter, of Tally and of the accountant, and the passwords, in files
 * that only the owner can read.
 */
final class DemoFiles implements AutoCloseable {
  private static final FileAttribute<?> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final PrivateDirectory directory;

  private DemoFiles(PrivateDirectory directory) {
    this.directory = directory;
  }

  /**
   * Writes them.
   *
   * @param logLevel from when on the exporter logs
   * @throws IOException if a file cannot be written; nothing is left behind
   */
  static DemoFiles write(DemoServers servers, SqlServers sql, int port, String logLevel)
      throws IOException {
    DemoFiles files = new DemoFiles(PrivateDirectory.create("demo-"));
    try {
      for (DemoServers.Started started : servers.all()) {
        files.write(passwordName(started.target()), started.password().reveal());
        files.write(exporterPasswordName(started.target()), started.exporter().password().reveal());
      }
      for (SqlServers.Started started : sql.all()) {
        files.write(passwordName(started.target()), started.server().password());
        files.write(exporterPasswordName(started.target()), started.password().reveal());
      }
      files.write("queries.yaml", SqlServers.QUERIES);
      files.write("sonde.yaml", configuration(servers, sql, port, logLevel));
      files.write("hello.password", sql.helloPassword().reveal());
      files.write("tally.yaml", tally(servers, sql));
      files.write("traffic.password", sql.trafficPassword().reveal());
      return files;
    } catch (IOException e) {
      files.close();
      throw e;
    }
  }

  Path configuration() {
    return directory.path().resolve("sonde.yaml");
  }

  Path tally() {
    return directory.path().resolve("tally.yaml");
  }

  /**
   * Writes the accountant's configuration.
   *
   * @param ports whose connections it accounts; none for all
   * @param retention how long it keeps single connections
   */
  Path accountant(SqlServers sql, List<Integer> ports, String retention) throws IOException {
    write(
        "flows.yaml",
        String.format(
            Locale.ROOT,
            """
            interfaces: [lo]
            ports: %s
            buffer_size: 2MiB
            max_flows: 10000
            spool: {directory: '%s', max_size: 64MiB}
            sink: {jdbc: "jdbc:mariadb://%s/%s", username: %s, password_file: traffic.password}
            retention: %s
            heartbeat: 10000
            web: {listen: "127.0.0.1:0"}
            """,
            ports,
            directory.path().resolve("spool").toString().replace("'", "''"),
            sql.billing().address(),
            SqlServers.TRAFFIC,
            SqlServers.TRAFFIC,
            retention));
    return directory.path().resolve("flows.yaml");
  }

  /** The password of a server's default user or superuser. */
  Path password(String target) {
    return directory.path().resolve(passwordName(target));
  }

  private static String passwordName(String target) {
    return target + ".default.password";
  }

  private static String exporterPasswordName(String target) {
    return target + ".exporter.password";
  }

  private static String configuration(
      DemoServers servers, SqlServers sql, int port, String logLevel) {
    StringBuilder yaml = new StringBuilder();
    yaml.append(
        String.format(
            Locale.ROOT,
            """
            web: {listen: 127.0.0.1:%d}
            log: {level: %s}
            targets:
            """,
            port,
            logLevel));
    for (DemoServers.Started started : servers.all()) {
      yaml.append("  ").append(started.target()).append(":\n");
      yaml.append("    type: redis\n");
      yaml.append("    address: redis://").append(started.server().address()).append('\n');
      started
          .exporter()
          .name()
          .ifPresent(name -> yaml.append("    username: ").append(name).append('\n'));
      yaml.append("    password_file: ")
          .append(exporterPasswordName(started.target()))
          .append('\n');
    }
    for (SqlServers.Started started : sql.all()) {
      yaml.append("  ").append(started.target()).append(":\n");
      yaml.append("    type: ").append(started.type()).append('\n');
      yaml.append("    address: ").append(started.address()).append('\n');
      yaml.append("    username: ").append(started.user()).append('\n');
      yaml.append("    password_file: ")
          .append(exporterPasswordName(started.target()))
          .append('\n');
      if (started.queries()) {
        yaml.append("    queries: [queries.yaml]\n");
      }
    }
    return yaml.toString();
  }

  /** Each instance takes free ports. */
  private static String tally(DemoServers servers, SqlServers sql) {
    String sentinels =
        servers.sentinels().stream()
            .map(started -> started.server().address())
            .collect(Collectors.joining(", "));
    String orders =
        sql.all().stream()
            .filter(started -> started.target().equals(SqlServers.ORDERS))
            .map(started -> started.server().address())
            .collect(Collectors.joining());
    return String.format(
        Locale.ROOT,
        """
        web: {listen: "127.0.0.1:0", admin: {listen: "127.0.0.1:0"}}
        redis:
          sentinel: {master: %s, addresses: [%s], password_file: %s}
          password_file: %s
        postgres: {address: "postgresql://%s/%s?sslmode=disable", username: %s, password_file: hello.password}
        """,
        DemoServers.CACHE,
        sentinels,
        passwordName(servers.sentinels().getFirst().target()),
        passwordName(servers.primary().target()),
        orders,
        SqlServers.HELLO,
        SqlServers.HELLO);
  }

  private void write(String name, String text) throws IOException {
    Path file = Files.createFile(directory.path().resolve(name), PRIVATE);
    Files.writeString(file, text + "\n");
  }

  @Override
  public void close() {
    directory.close();
  }
}
