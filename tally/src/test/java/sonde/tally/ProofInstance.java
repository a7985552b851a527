package sonde.tally;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import sonde.testkit.Await;

/** One Tally as a process of its own, which can be killed, stopped and started again. */
final class ProofInstance implements AutoCloseable {
  private final Path directory;
  private final Path config;
  private final Path addresses;
  private Process process;
  private volatile String url;

  ProofInstance(Path directory, String configuration) throws Exception {
    this.directory = Files.createDirectories(directory);
    this.config = Files.writeString(directory.resolve("tally.yaml"), configuration);
    this.addresses = directory.resolve("addresses");
    this.process = launch();
    this.url = url();
  }

  /** The program: serves, and writes where into a file. */
  public static void main(String... arguments) throws Exception {
    TallyConfig config =
        new TallyConfigSource(sonde.config.Environment.system()).file(Path.of(arguments[0]));
    Tally tally = Tally.start(config);
    Path written = Path.of(arguments[1] + ".new");
    Files.writeString(written, tally.address() + " " + tally.adminAddress());
    Files.move(written, Path.of(arguments[1]));
    Thread.currentThread().join();
  }

  private Process launch() throws IOException {
    Files.deleteIfExists(addresses);
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                ProofInstance.class.getName(),
                config.toString(),
                addresses.toString()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
        .start();
  }

  private String url() throws Exception {
    Await.until(() -> Files.exists(addresses));
    String text = Files.readString(addresses, StandardCharsets.UTF_8);
    return "http://" + text.substring(0, text.indexOf(' '));
  }

  /** Where clients are served; another address after a restart. */
  String base() {
    return url;
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  void restart() throws Exception {
    kill();
    process = launch();
    url = url();
  }

  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
