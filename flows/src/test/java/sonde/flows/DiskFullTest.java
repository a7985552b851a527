package sonde.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.servers.SqlServer;
import sonde.testkit.Await;
import sonde.testkit.Logs;

/** The database's disk is full for a while: really, on a small file system of its own. */
final class DiskFullTest {
  private static final int RECORDS = 120_000;

  @TempDir private Path directory = Path.of("");

  @Test
  void ofPostgres() throws Exception {
    Sinks.Sink sink = Sinks.database(Sinks.Kind.POSTGRES, directory);
    SqlServer server = Objects.requireNonNull(sink.server());
    // Not below the test's directory, which the server's user may not enter.
    Path disk =
        Files.createTempDirectory(
            "disk-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
    assumeTrue(mount("-t", "tmpfs", "-o", "size=24m,mode=777", "tmpfs", disk.toString()));
    try {
      Path space = disk.resolve("space");
      String owner = "/proc/" + server.pid();
      assertTrue(run("install", "-d", "-m", "700", space.toString()));
      assertTrue(run("chown", "--reference=" + owner, space.toString()));
      server.execute("CREATE TABLESPACE small LOCATION '" + space + "'");
      server.execute("ALTER DATABASE " + sink.name() + " SET TABLESPACE small");
      deliverOntoAFullDisk(sink, disk);
      server.execute("DROP DATABASE " + sink.name());
      server.execute("DROP TABLESPACE small");
    } finally {
      run("umount", disk.toString());
      Files.delete(disk);
    }
  }

  @Test
  void ofMariaDb() throws Exception {
    Sinks.Sink sink = Sinks.database(Sinks.Kind.MARIADB, directory);
    SqlServer server = Objects.requireNonNull(sink.server());
    Path disk = Path.of(server.execute("SELECT @@datadir").strip(), sink.name());
    assumeTrue(mount("-t", "tmpfs", "-o", "size=12m,mode=777", "tmpfs", disk.toString()));
    try {
      deliverOntoAFullDisk(sink, disk);
      server.execute(
          sink.name(), "DROP TABLE connections, connections_by_host, spools, flows_schema");
    } finally {
      // The server may keep files open for a while.
      run("umount", "--lazy", disk.toString());
    }
  }

  private void deliverOntoAFullDisk(Sinks.Sink sink, Path disk) throws Exception {
    try (Spool spool = Spool.open(directory.resolve("spool"), 256 << 20);
        Logs logs = new Logs();
        Delivery delivery =
            Delivery.start(spool, sink.connector(), Duration.ofDays(36_500), 100_000)) {
      for (int first = 1; first < RECORDS; first += 1000) {
        spool.append(Records.of(first, 1000), 1000);
      }
      spool.sync();
      Await.until(() -> !logs.with("lost the database").isEmpty());
      assertTrue(delivery.stats().rows() < RECORDS);
      assertTrue(mount("-o", "remount,size=512m", disk.toString()));
      Await.until(() -> spool.usage().records() == 0);
      assertEquals(Sinks.account(RECORDS), sink.account());
    }
  }

  private static boolean mount(String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = "mount";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return run(command);
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }
}
