package sonde.flows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import sonde.config.Environment;
import sonde.servers.MariaDbServer;
import sonde.servers.PostgresServer;
import sonde.servers.SqlServer;
import sonde.testkit.Await;

/**
 * Proves on real processes that a crash loses at most what was not yet in the spool, and that
 * nothing is written twice: an accountant on the loopback interface is killed by SIGKILL at random
 * points, its database now and then, too, while connections are made, each from an address of its
 * own.
 */
final class CrashProof implements AutoCloseable {
  /** What is not in the spool by then may be lost. */
  private static final long UNSPOOLED = Duration.ofSeconds(1).toNanos();

  private static final int RATE = 500;
  private static final int DATABASE_EVERY = 4;
  private static final String DATABASE = "traffic";
  private static final String ACCOUNTED =
      "flows_capture_packets_by_result_total{result=\"accounted\"}";

  private final Path directory;
  private final SqlServer database;
  private final SplittableRandom random;
  private final ServerSocket service;
  private final Thread server;
  private final Thread client;
  private final Path config;
  private volatile boolean ending;

  /** When each connection was made: the first is from 127.1.0.0, the next from 127.1.0.1. */
  private final List<Long> made = new ArrayList<>();

  /** From a crash until somebody captures again. */
  private record Blind(long from, long to) {}

  private final List<Blind> blinds = new ArrayList<>();
  private int unseen;
  private int unspooled;

  CrashProof(Path directory, SqlServer database, long seed) throws IOException {
    this.directory = directory;
    this.database = database;
    this.random = new SplittableRandom(seed);
    this.service = new ServerSocket();
    service.bind(new InetSocketAddress(FlowsTest.loopback(1), 0), 1024);
    this.server = Thread.ofPlatform().name("proof-server").start(this::serve);
    this.client = Thread.ofPlatform().name("proof-client").unstarted(this::connect);
    this.config = configuration();
    database.execute("CREATE DATABASE " + DATABASE);
  }

  /** Arguments: crashes, seed, and {@code mariadb} or {@code postgres}. */
  public static void main(String... arguments) throws Exception {
    int crashes = Integer.parseInt(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    Path directory = Files.createTempDirectory("crash-proof-");
    List<String> violations;
    try (SqlServer database =
            arguments[2].equals("postgres")
                ? PostgresServer.builder().start()
                : MariaDbServer.builder().start();
        CrashProof proof = new CrashProof(directory, database, seed)) {
      violations = proof.run(crashes);
      proof.print(crashes, violations);
    }
    System.exit(violations.isEmpty() ? 0 : 1);
  }

  private Path configuration() throws IOException {
    Path password =
        Files.createFile(
            directory.resolve("password"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(password, database.password());
    return Files.writeString(
        directory.resolve("flows.yaml"),
        """
        interfaces: [lo]
        ports: [%d]
        heartbeat: 1000
        spool: {directory: '%s'}
        web: {listen: '127.0.0.1:0'}
        sink: {jdbc: '%s', username: %s, password_file: '%s'}
        """
            .formatted(
                service.getLocalPort(),
                directory.resolve("spool"),
                database.jdbcUrl(DATABASE),
                database.superuser(),
                password));
  }

  private void serve() {
    while (!ending) {
      try (Socket socket = service.accept()) {
        socket.getInputStream().readAllBytes();
      } catch (IOException e) {
        // One of the clients, or the end.
      }
    }
  }

  private void connect() {
    long next = System.nanoTime();
    while (!ending) {
      int number = made.size();
      byte[] from = {127, (byte) (1 + (number >> 16)), (byte) (number >> 8), (byte) number};
      try (Socket socket = new Socket()) {
        socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        socket.bind(new InetSocketAddress(InetAddress.getByAddress(from), 0));
        socket.connect(new InetSocketAddress(FlowsTest.loopback(1), service.getLocalPort()));
        socket.getOutputStream().write(number);
        made.add(System.nanoTime());
      } catch (IOException e) {
        throw new IllegalStateException("the proof itself fails", e);
      }
      next += TimeUnit.SECONDS.toNanos(1) / RATE;
      LockSupport.parkNanos(next - System.nanoTime());
    }
  }

  /** Kills as often; returns what should not have come of it. */
  List<String> run(int crashes) throws Exception {
    Instance instance = new Instance();
    client.start();
    try {
      for (int i = 1; i <= crashes; i++) {
        pause(random.nextInt(500, 3000));
        boolean withDatabase = i % DATABASE_EVERY == 0;
        if (withDatabase) {
          database.kill();
          pause(random.nextInt(1500));
        }
        long from = System.nanoTime();
        instance.kill();
        if (withDatabase) {
          database.start();
        }
        instance = new Instance();
        blinds.add(new Blind(from, System.nanoTime()));
      }
      pause(1000);
      ending = true;
      client.join();
      instance.awaitDelivered();
    } finally {
      ending = true;
      instance.kill();
    }
    return violations();
  }

  private static void pause(int millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private List<String> violations() {
    Map<String, Integer> sums = counts("SELECT host, connections FROM connections_by_host");
    Map<String, Integer> rows =
        counts("SELECT host, SUM(connections) FROM connections GROUP BY host");
    List<String> violations = new ArrayList<>();
    for (int number = 0; number < made.size(); number++) {
      String host =
          "127." + (1 + (number >> 16)) + "." + (number >> 8 & 255) + "." + (number & 255);
      int sum = sums.getOrDefault(host, 0);
      int inRows = rows.getOrDefault(host, 0);
      if (sum != inRows) {
        violations.add(host + " counts " + sum + " in the sums and " + inRows + " in the rows");
      }
      if (sum > 1) {
        violations.add(host + " was written " + sum + " times");
      }
      if (sum == 0) {
        long time = made.get(number);
        if (isBlind(time, 0)) {
          unseen++;
        } else if (isBlind(time, UNSPOOLED)) {
          unspooled++;
        } else {
          violations.add(
              "%s is missing, made %.1f s before the next crash".formatted(host, toCrash(time)));
        }
      }
    }
    return violations;
  }

  private Map<String, Integer> counts(String sql) {
    Map<String, Integer> counts = new HashMap<>();
    for (String line : database.execute(DATABASE, sql).split("\n")) {
      int tab = line.indexOf('\t');
      counts.put(line.substring(0, tab), Integer.parseInt(line.substring(tab + 1)));
    }
    return counts;
  }

  private double toCrash(long time) {
    return blinds.stream()
            .mapToLong(blind -> blind.from - time)
            .filter(until -> until >= 0)
            .min()
            .orElse(0)
        / 1e9;
  }

  private boolean isBlind(long time, long before) {
    return blinds.stream().anyMatch(blind -> blind.from - before <= time && time <= blind.to);
  }

  private void print(int crashes, List<String> violations) {
    System.out.printf(
        "%d crashes, %d of the database: %d connections, of which %d were made while nobody"
            + " captured; of the others %d, made in the second before a crash, are lost;"
            + " %d violations%n",
        crashes, crashes / DATABASE_EVERY, made.size(), unseen, unspooled, violations.size());
    violations.stream().limit(20).forEach(System.out::println);
  }

  @Override
  public void close() throws IOException, InterruptedException {
    ending = true;
    service.close();
    server.join();
  }

  /** The accountant as a process of its own. */
  private final class Instance {
    private final Path address = directory.resolve("address");
    private final Process process;
    private final Flow flow;

    Instance() throws Exception {
      Files.deleteIfExists(address);
      process =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-XX:+UseSerialGC",
                      "-XX:TieredStopAtLevel=1",
                      "-Xmx64m",
                      "--enable-native-access=ALL-UNNAMED",
                      "-cp",
                      System.getProperty("java.class.path"),
                      Program.class.getName(),
                      config.toString(),
                      address.toString()))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
              .start();
      Await.until(() -> Files.exists(address) || !process.isAlive());
      if (!process.isAlive()) {
        throw new IllegalStateException(Files.readString(directory.resolve("log")));
      }
      flow = new Flow(Files.readString(address));
    }

    void kill() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }

    /** A connection of which only the end was seen stays open, so that is not waited for. */
    void awaitDelivered() throws Exception {
      AtomicLong packets = new AtomicLong(-1);
      Await.until(
          () -> {
            long now = flow.value(ACCOUNTED);
            return packets.getAndSet(now) == now
                && flow.value("flows_records_spooled") == 0
                && flow.value("flows_sink_up") == 1;
          });
    }
  }

  /** Its metrics. */
  private record Flow(String address) {
    long value(String series) throws Exception {
      return FlowsTest.value(FlowsTest.metrics(address), series);
    }
  }

  /** The program: accounts, and writes into a file where its metrics are. */
  static final class Program {
    private Program() {}

    public static void main(String... arguments) throws Exception {
      Flows flows =
          Flows.start(
              new FlowsConfigSource(Environment.system()).forCapture(Path.of(arguments[0])));
      Path written = Path.of(arguments[1] + ".new");
      Files.writeString(written, flows.address().toString());
      Files.move(written, Path.of(arguments[1]));
      flows.ended().join();
    }
  }
}
