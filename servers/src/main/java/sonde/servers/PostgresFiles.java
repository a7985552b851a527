package sonde.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The configuration files of a PostgreSQL server. */
final class PostgresFiles {
  private PostgresFiles() {}

  /**
   * Writes what makes a copied data directory a server of its own.
   *
   * @param more lines of postgresql.conf
   */
  static void configure(PostgresServer.Plan plan, Path directory, int port, List<String> more) {
    List<String> lines = new ArrayList<>();
    lines.add(setting("listen_addresses", "127.0.0.1"));
    lines.add(setting("port", Integer.toString(port)));
    lines.add(setting("unix_socket_directories", directory.toString()));
    // The data need not outlive a crash of the machine.
    lines.add(setting("fsync", "off"));
    // Segments in /dev/shm would outlive a server that is killed.
    lines.add(setting("dynamic_shared_memory_type", "mmap"));
    // A standby that lost its primary finds it again at once.
    lines.add(setting("wal_retrieve_retry_interval", "100ms"));
    lines.add(setting("log_line_prefix", "%m [%p] %q%u@%d %a "));
    lines.add(setting("log_timezone", "UTC"));
    lines.add(setting("timezone", "UTC"));
    if (plan.tls() != null) {
      TlsFiles own = SqlServer.adopt(plan.tls(), directory);
      lines.add(setting("ssl", "on"));
      lines.add(setting("ssl_cert_file", own.certificate().toString()));
      lines.add(setting("ssl_key_file", own.key().toString()));
      lines.add(setting("ssl_ca_file", own.ca().toString()));
    }
    plan.settings().forEach((name, value) -> lines.add(setting(name, value)));
    lines.addAll(more);
    Path data = directory.resolve("data");
    try {
      // After what initdb wrote there: of several the last counts.
      Files.write(data.resolve("postgresql.conf"), lines, StandardOpenOption.APPEND);
      Files.write(data.resolve("pg_hba.conf"), hba(plan));
    } catch (IOException e) {
      throw new ServerException("cannot write a configuration in " + data, e);
    }
  }

  /** As it stands in postgresql.conf. */
  static String setting(String name, String value) {
    return name + " = '" + value.replace("\\", "\\\\").replace("'", "''") + "'";
  }

  /** The first line that fits counts: this module's own users get in whatever a test forbids. */
  private static List<String> hba(PostgresServer.Plan plan) {
    List<String> lines = new ArrayList<>();
    lines.add("host all " + PostgresServer.SUPERUSER + " 127.0.0.1/32 scram-sha-256");
    lines.add("host replication " + PostgresServer.REPLICATOR + " 127.0.0.1/32 scram-sha-256");
    lines.addAll(plan.hba());
    lines.add("local all all scram-sha-256");
    lines.add(
        plan.clientCertificateRequired()
            ? "hostssl all all 127.0.0.1/32 scram-sha-256 clientcert=verify-ca"
            : "host all all 127.0.0.1/32 scram-sha-256");
    return lines;
  }
}
