package sonde.flows;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import sonde.config.Secret;
import sonde.config.SecretSource;
import sonde.servers.MariaDbServer;
import sonde.servers.MySqlServer;
import sonde.servers.PostgresServer;
import sonde.servers.SqlServer;

/**
 * How many rows a second go from a spool into each database, run by hand: {@code SinkLoad DIRECTORY
 * RECORDS HOSTS DATABASE...}, each of sqlite, mariadb, mysql, postgres.
 */
final class SinkLoad {
  private SinkLoad() {}

  /** Measures. */
  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    int records = Integer.parseInt(arguments[1]);
    int hosts = Integer.parseInt(arguments[2]);
    for (String name : Arrays.asList(arguments).subList(3, arguments.length)) {
      try (SqlServer server = server(name)) {
        measure(directory, name, server, records, hosts);
      }
    }
  }

  private static @Nullable SqlServer server(String name) {
    return switch (name) {
      case "sqlite" -> null;
      case "mariadb" -> MariaDbServer.builder().start();
      case "mysql" -> MySqlServer.builder().start();
      case "postgres" -> PostgresServer.builder().start();
      default -> throw new IllegalArgumentException("no database: " + name);
    };
  }

  private static void measure(
      Path directory, String name, @Nullable SqlServer server, int records, int hosts)
      throws Exception {
    Path place = Files.createDirectories(directory.resolve(name));
    DatabaseConnector connector;
    if (server == null) {
      connector =
          new DatabaseConnector(
              JdbcTarget.parse("jdbc:sqlite:" + place.resolve("flows.db")),
              null,
              null,
              DatabaseSql.Limits.STANDARD);
    } else {
      server.execute("CREATE DATABASE traffic");
      connector =
          new DatabaseConnector(
              JdbcTarget.parse(server.jdbcUrl("traffic")),
              server.superuser(),
              SecretSource.fixed(Secret.of(server.password())),
              DatabaseSql.Limits.STANDARD);
    }
    try (Spool spool = Spool.open(place.resolve("spool"), 8L << 30)) {
      long started = System.nanoTime();
      fill(spool, records, hosts);
      System.out.printf(
          Locale.ROOT, "%-9s spooled %,9.0f records/s%n", name, rate(records, started));
      Delivery delivery =
          new Delivery(
              spool,
              connector,
              Duration.ofDays(36500),
              1 << 30,
              System::nanoTime,
              InstantSource.system());
      Duration own = cpu(ProcessHandle.current().pid());
      Duration its = server == null ? Duration.ZERO : cpu(server.pid());
      started = System.nanoTime();
      while (delivery.stats().rows() < records) {
        if (delivery.step() > 1_000_000_000L) {
          throw new IllegalStateException("the database does not take it");
        }
      }
      System.out.printf(
          Locale.ROOT,
          "%-9s written %,9.0f rows/s (%d hosts; a million rows: client %.1f s of CPU, server %.1f s;"
              + " load of the machine %.1f)%n",
          name,
          rate(records, started),
          hosts,
          seconds(own, ProcessHandle.current().pid(), records),
          server == null ? 0 : seconds(its, server.pid(), records),
          ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
      delivery.close();
    }
  }

  private static void fill(Spool spool, int records, int hosts) throws Exception {
    byte[] block = new byte[680 * FlowRecord.BYTES];
    long seed = 42;
    for (int from = 0; from < records; from += 680) {
      int count = Math.min(680, records - from);
      for (int i = 0; i < count; i++) {
        seed = seed * 6364136223846793005L + 1442695040888963407L;
        int host = (int) ((seed >>> 33) % hosts);
        int at = i * FlowRecord.BYTES;
        long time = Records.TIME + (from + i) / 100;
        FlowRecord.putIdentity(
            block,
            at,
            Event.CLOSED,
            6,
            0,
            Address.mapped(0x0a00_0000 + host),
            1024 + from % 60000,
            0,
            Address.mapped(0xc0a8_0102),
            443);
        FlowRecord.putAmounts(block, at, time, time - 350, 1, 6, 1432, 5, 12345);
      }
      spool.append(block, count);
    }
    spool.sync();
  }

  private static double seconds(Duration before, long pid, int records) {
    return cpu(pid).minus(before).toMillis() * 1e3 / records;
  }

  /** Of the process and its children: PostgreSQL has one for each connection. */
  private static Duration cpu(long pid) {
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    Duration sum = process.info().totalCpuDuration().orElse(Duration.ZERO);
    if (pid != ProcessHandle.current().pid()) {
      for (ProcessHandle child : process.descendants().toList()) {
        sum = sum.plus(child.info().totalCpuDuration().orElse(Duration.ZERO));
      }
    }
    return sum;
  }

  private static double rate(int records, long started) {
    return records / ((System.nanoTime() - started) / 1e9);
  }
}
