package sonde.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import sonde.testkit.Await;

/** The demo in a JVM of its own, with a directory of its own for everything temporary. */
final class DemoProcess implements AutoCloseable {
  private final Path temporary;
  private final Path out;
  private final Path err;
  private final Process process;
  private final Set<ProcessHandle> started = ConcurrentHashMap.newKeySet();

  /** What the JVM runs. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) {
      Demo.Options options =
          new Demo.Options(arguments[0].equals("once"), arguments[0].equals("failover"), 0);
      System.exit(Demo.run(options, log -> {}, System.out, System.err));
    }
  }

  private DemoProcess(
      Path directory, String mode, Map<String, String> environment, List<String> before)
      throws IOException {
    this.temporary = Files.createDirectory(directory.resolve("tmp"));
    // Servers that do not run as root, when we do, must get there as another user.
    for (Path path : List.of(directory, temporary)) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx--x--x"));
    }
    this.out = directory.resolve("out");
    this.err = directory.resolve("err");
    List<String> command = new ArrayList<>(before);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-Djava.io.tmpdir=" + temporary,
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            mode));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().putAll(environment);
    this.process = builder.start();
  }

  static DemoProcess once(Path directory, Map<String, String> environment) throws IOException {
    return once(directory, environment, List.of());
  }

  /**
   * Run by another program, which becomes the demo.
   *
   * @param before that program and its arguments
   */
  static DemoProcess once(Path directory, Map<String, String> environment, List<String> before)
      throws IOException {
    return new DemoProcess(directory, "once", environment, before);
  }

  static DemoProcess failover(Path directory) throws IOException {
    return new DemoProcess(directory, "failover", Map.of(), List.of());
  }

  /** Returns when it says that it can be ended. */
  static DemoProcess running(Path directory) throws IOException {
    DemoProcess demo = new DemoProcess(directory, "run", Map.of(), List.of());
    Await.until("the demo's guide", () -> demo.out().contains("Ctrl-C") || demo.hasEnded());
    return demo;
  }

  String out() {
    return text(out);
  }

  String err() {
    return text(err);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Everything below its temporary directory. */
  List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(temporary)) {
      return all.filter(path -> !path.equals(temporary)).toList();
    }
  }

  /** The processes that it has started and that run. */
  Set<ProcessHandle> children() {
    process.descendants().forEach(started::add);
    return started;
  }

  private boolean hasEnded() {
    children();
    return !process.isAlive();
  }

  void signal(String name) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + process.pid()).start();
    assertEquals(0, kill.waitFor());
  }

  /** Waits for its end; its exit code. */
  int exitCode() {
    Await.until("the demo's end", this::hasEnded);
    return process.exitValue();
  }

  /** Checks that nothing of it is left, once it has ended. */
  void assertNothingIsLeft() {
    List<ProcessHandle> all = new ArrayList<>(started);
    Await.until("the end of " + all, () -> all.stream().noneMatch(ProcessHandle::isAlive));
    Await.until("no files", this::noFiles);
  }

  private boolean noFiles() {
    try (Stream<Path> all = Files.list(temporary)) {
      return all.findAny().isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    Await.until("the demo's end", this::hasEnded);
  }
}
