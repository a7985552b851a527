package sonde.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory with PostgreSQL's programs {@code initdb} and {@code postgres}.
 *
 * @param version as the program says, e.g. 15.18
 */
record PostgresBinary(Path directory, String version) {
  static final String OVERRIDE = "SONDE_POSTGRES_BIN";

  /** Where Debian and Ubuntu have a directory for each major version. */
  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

  /** In the Maven artifact; it runs on every Linux with glibc. */
  private static final String BUNDLED = "/postgres-linux-x86_64.txz";

  private static final class Holder {
    static final PostgresBinary DEFAULT =
        find(System.getenv(OVERRIDE), DEBIAN, System.getenv("PATH"));
  }

  /**
   * The directory that the environment variable {@value #OVERRIDE} names; without it the newest
   * that Debian installed, the first on PATH, the Maven artifact's.
   */
  static PostgresBinary standard() {
    return Holder.DEFAULT;
  }

  /** The installed one of that major version, otherwise the Maven artifact's if it is that one. */
  static PostgresBinary ofMajor(int major) {
    for (PostgresBinary found : installed(DEBIAN, System.getenv("PATH"))) {
      if (found.major() == major) {
        return found;
      }
    }
    PostgresBinary bundled = bundled().orElseThrow(() -> none(major));
    if (bundled.major() != major) {
      throw none(major);
    }
    return bundled;
  }

  static PostgresBinary find(@Nullable String override, Path debian, @Nullable String path) {
    if (override != null && !override.isEmpty()) {
      return probe(Path.of(override))
          .orElseThrow(
              () ->
                  new ServerException(
                      OVERRIDE + ": there is no initdb and postgres in " + override));
    }
    return installed(debian, path).stream()
        .findFirst()
        .or(PostgresBinary::bundled)
        .orElseThrow(
            () ->
                new ServerException(
                    "no PostgreSQL found: install postgresql, or name the directory of its"
                        + " programs in "
                        + OVERRIDE));
  }

  int major() {
    return Integer.parseInt(version.substring(0, version.indexOf('.')));
  }

  Path program(String name) {
    return directory.resolve(name);
  }

  /** Debian's, newest first, then those on PATH. */
  private static List<PostgresBinary> installed(Path debian, @Nullable String path) {
    List<PostgresBinary> found = new ArrayList<>();
    if (Files.isDirectory(debian)) {
      try (Stream<Path> versions = Files.list(debian)) {
        versions
            .map(version -> probe(version.resolve("bin")))
            .forEach(o -> o.ifPresent(found::add));
      } catch (IOException e) {
        throw new ServerException("cannot read " + debian + ": " + e.getMessage(), e);
      }
    }
    found.sort(Comparator.comparingInt(PostgresBinary::major).reversed());
    for (String directory : path == null ? new String[0] : path.split(":")) {
      probe(Path.of(directory)).ifPresent(found::add);
    }
    return found;
  }

  private static ServerException none(int major) {
    return new ServerException("no PostgreSQL " + major + " found: install postgresql-" + major);
  }

  private static Optional<PostgresBinary> bundled() {
    boolean fits =
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64");
    return fits ? probe(Programs.unpacked(BUNDLED).resolve("bin")) : Optional.empty();
  }

  private static Optional<PostgresBinary> probe(Path directory) {
    Path postgres = directory.resolve("postgres");
    if (!Files.isExecutable(postgres) || !Files.isExecutable(directory.resolve("initdb"))) {
      return Optional.empty();
    }
    return Optional.ofNullable(Programs.version(postgres))
        .map(version -> new PostgresBinary(directory, version));
  }
}
