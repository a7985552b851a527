package sonde.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;

/**
 * A Redis or Valkey server program. Taken is what the environment variable {@value #OVERRIDE}
 * names; without it the newest of {@code redis-server} and {@code valkey-server} on PATH and the
 * one that the embedded-redis artifact carries for this system.
 *
 * @param version as the program says, e.g. 7.0.15
 */
record RedisBinary(Path path, String version, boolean valkey) {
  static final String OVERRIDE = "SONDE_REDIS_SERVER";

  /** Redis prints "Redis server v=7.0.15 sha=…", Valkey "Valkey server v=8.1.1 sha=…". */
  private static final Pattern VERSION = Pattern.compile("(\\w+) server v=(\\d+(?:\\.\\d+)*)");

  private static final Pattern VERSION_IN_NAME = Pattern.compile("-(\\d+(?:\\.\\d+)*)");

  private static final class Holder {
    static final RedisBinary NEWEST = find(System.getenv(OVERRIDE), System.getenv("PATH"));
  }

  static RedisBinary newest() {
    return Holder.NEWEST;
  }

  boolean atLeast(String other) {
    return compareVersions(version, other) >= 0;
  }

  static RedisBinary find(@Nullable String override, @Nullable String path) {
    if (override != null && !override.isEmpty()) {
      return probe(Path.of(override))
          .orElseThrow(
              () -> new ServerException(OVERRIDE + ": " + override + " is no Redis server"));
    }
    List<RedisBinary> found = new ArrayList<>();
    for (String directory : path == null ? new String[0] : path.split(":")) {
      for (String name : List.of("redis-server", "valkey-server")) {
        Path candidate = Path.of(directory, name);
        if (Files.isExecutable(candidate)) {
          probe(candidate).ifPresent(found::add);
        }
      }
    }
    Optional<RedisBinary> onPath =
        found.stream()
            .max(Comparator.comparing(RedisBinary::version, RedisBinary::compareVersions));
    String bundled = bundledName();
    Matcher inName = VERSION_IN_NAME.matcher(bundled);
    if (onPath.isPresent() && inName.find() && onPath.get().atLeast(inName.group(1))) {
      return onPath.get();
    }
    return bundled.isEmpty() ? onPath.orElseThrow(RedisBinary::none) : unpack(bundled);
  }

  private static ServerException none() {
    return new ServerException(
        "no Redis server found: install redis-server or valkey-server, or name one in " + OVERRIDE);
  }

  /** The artifact's resource for this system, or nothing when it carries none. */
  private static String bundledName() {
    try {
      return ExecutableProvider.newProvidedVersionsMap()
          .getOrDefault(OsArchitecture.detectOSandArchitecture(), "");
    } catch (RuntimeException e) {
      // The artifact throws for systems that it does not know.
      return "";
    }
  }

  static RedisBinary unpack(String resource) {
    Path file = Workspace.get().newDirectory("binary-").resolve("redis-server");
    try (InputStream in = ExecutableProvider.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw none();
      }
      Files.copy(in, file);
      if (!file.toFile().setExecutable(true, true)) {
        throw new ServerException("cannot make " + file + " executable");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unpack " + resource, e);
    }
    return probe(file)
        .orElseThrow(
            () ->
                new ServerException(
                    "the bundled "
                        + resource
                        + " does not run here (libraries missing, or no execution in "
                        + file.getParent()
                        + "): install redis-server or valkey-server"));
  }

  /** Asks the program for its version; empty when it does not run or is something else. */
  static Optional<RedisBinary> probe(Path program) {
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
      return matcher.find()
          ? Optional.of(
              new RedisBinary(program, matcher.group(2), matcher.group(1).equals("Valkey")))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException("interrupted while asking " + program + " for its version", e);
    }
  }

  static int compareVersions(String a, String b) {
    String[] as = a.split("\\.");
    String[] bs = b.split("\\.");
    for (int i = 0; i < Math.max(as.length, bs.length); i++) {
      int compared =
          Integer.compare(
              i < as.length ? Integer.parseInt(as[i]) : 0,
              i < bs.length ? Integer.parseInt(bs[i]) : 0);
      if (compared != 0) {
        return compared;
      }
    }
    return 0;
  }
}
