package sonde.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code sonde} in a process of its own. */
final class Daemon implements AutoCloseable {
  private static final long MOST_NANOS = Duration.ofSeconds(60).toNanos();
  private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();
  private static final Pattern LISTENING = Pattern.compile("listening on (http://127.0.0.1:\\d+)");

  private final Process process;
  private final Path log;

  /** Starts it; what it writes goes to a file in the directory. */
  Daemon(Path directory, Map<String, String> environment, String... arguments) throws IOException {
    log = Files.createTempFile(directory, "daemon", ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  /** Waits until the log has a line, a minute at most. */
  void awaitLog(Predicate<String> condition) throws IOException {
    long start = System.nanoTime();
    while (!condition.test(log())) {
      if (!process.isAlive() || System.nanoTime() - start > MOST_NANOS) {
        throw new AssertionError("it did not say so:\n" + log());
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** Waits until it listens, and says where. */
  String url() throws IOException {
    awaitLog(text -> LISTENING.matcher(unescaped(text)).find());
    Matcher line = LISTENING.matcher(unescaped(log()));
    if (!line.find()) {
      throw new AssertionError(log());
    }
    return line.group(1);
  }

  /** JSON may write a slash with a backslash before it. */
  private static String unescaped(String text) {
    return text.replace("\\/", "/");
  }

  String get(String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(url() + path))
                  .timeout(Duration.ofSeconds(30))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  String commandLine() throws IOException {
    return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
  }

  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** Waits for its end, a minute at most, and says its exit code. */
  int exit() throws IOException, InterruptedException {
    if (!process.waitFor(MOST_NANOS, TimeUnit.NANOSECONDS)) {
      throw new AssertionError("it did not end:\n" + log());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
