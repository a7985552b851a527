package sonde.servers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Programs that end by themselves, and what they leave: unpacked servers, initialised data. */
final class Programs {
  private static final Duration TIME_LIMIT = Duration.ofSeconds(60);

  /** In "postgres (PostgreSQL) 15.18", "mysqld Ver 8.0.15 for Linux". */
  private static final Pattern VERSION =
      Pattern.compile("(?:Ver|PostgreSQL\\)) +(\\d+(?:\\.\\d+)+)");

  private static final Map<String, Path> MADE = new ConcurrentHashMap<>();

  private Programs() {}

  /**
   * Runs a program in a directory, with its output in the file "output" there.
   *
   * @throws ServerException with the end of its output if it fails or takes over a minute
   */
  static void run(List<String> command, Path directory) {
    Path output = directory.resolve("output");
    ServerProcess process = ServerProcess.start(command, directory, output);
    if (!process.awaitEnd(TIME_LIMIT)) {
      process.kill();
      throw new ServerException(
          command + " did not end in " + TIME_LIMIT + Logs.end(Logs.read(output)));
    }
    int code = process.exitCode();
    if (code != 0) {
      throw new ServerException(command + " ended with " + code + Logs.end(Logs.read(output)));
    }
  }

  /**
   * A directory that is made once in this JVM and lives as long: all others wait for the first who
   * makes it.
   */
  static Path once(String key, Consumer<Path> make) {
    return MADE.computeIfAbsent(
        key,
        missing -> {
          Path directory = Workspace.get().newDirectory("made-");
          try {
            make.accept(directory);
            return directory;
          } catch (RuntimeException e) {
            Workspace.delete(directory);
            throw e;
          }
        });
  }

  /** Unpacks a tar archive, compressed or not, out of a Maven artifact; everybody may read it. */
  static Path unpacked(String resource) {
    return once(
        resource,
        directory -> {
          try (InputStream in = Programs.class.getResourceAsStream(resource)) {
            if (in == null) {
              throw new ServerException("there is no " + resource + " on the class path");
            }
            Path archive = directory.resolve("archive");
            Files.copy(in, archive);
            run(List.of("tar", "--no-same-owner", "-xf", archive.toString()), directory);
            Files.delete(archive);
            // The user of the server is another one than ours when we are root.
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
          } catch (IOException e) {
            throw new ServerException("cannot unpack " + resource + ": " + e.getMessage(), e);
          }
        });
  }

  /** The version in what a server prints for --version; null if it prints none. */
  static @Nullable String version(Path program) {
    try {
      Process process =
          new ProcessBuilder(program.toString(), "--version").redirectErrorStream(true).start();
      process.getOutputStream().close();
      String text;
      try (InputStream out = process.getInputStream()) {
        text = new String(out.readNBytes(4096), StandardCharsets.UTF_8);
      }
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      Matcher matcher = VERSION.matcher(text);
      return matcher.find() ? matcher.group(1) : null;
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException("interrupted while asking " + program + " for its version", e);
    }
  }
}
