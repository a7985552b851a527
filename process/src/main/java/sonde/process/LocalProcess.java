package sonde.process;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import sonde.collect.Decimal;

/**
 * A process of this machine, out of <a
 * href="https://man7.org/linux/man-pages/man5/proc.5.html">/proc</a>.
 *
 * @param directory its directory
 * @param name its program's name, at most 15 characters
 * @param parent the id of the process that started it
 * @param cpu its CPU time
 * @param waited the CPU time of those that it started, and that have ended
 * @param age how long it exists
 */
public record LocalProcess(
    Path directory, String name, long parent, Duration cpu, Duration waited, Duration age) {
  /** Linux counts in hundredths of a second for programs, whatever it counts in for itself. */
  private static final double TICKS = 100;

  /** A program that starts a server in its place may take a while. */
  private static final Duration OLDER = Duration.ofSeconds(10);

  /** Servers give whole seconds. */
  private static final Duration YOUNGER = Duration.ofSeconds(2);

  // Fields of stat, counted from the one after the name.
  private static final int PARENT = 1;
  private static final int USER_TICKS = 11;
  private static final int KERNEL_TICKS = 12;
  private static final int WAITED_USER_TICKS = 13;
  private static final int WAITED_KERNEL_TICKS = 14;
  private static final int START_TICKS = 19;

  /**
   * A process, if it exists and may be looked at.
   *
   * @param proc the root of /proc
   */
  public static Optional<LocalProcess> find(Path proc, long id) {
    return read(proc, proc.resolve(Long.toString(id)));
  }

  /**
   * Whether it can be the server that says that it has run so long. An id can be another's by now,
   * or be of another machine or container.
   */
  public boolean hasRunFor(Duration uptime) {
    Duration older = age.minus(uptime);
    return older.compareTo(OLDER) <= 0 && older.compareTo(YOUNGER.negated()) >= 0;
  }

  private static Optional<LocalProcess> read(Path proc, Path directory) {
    try {
      String stat = Files.readString(directory.resolve("stat"));
      int name = stat.indexOf('(');
      int end = stat.lastIndexOf(')');
      if (name < 0 || end < name) {
        return Optional.empty();
      }
      String[] fields = stat.substring(end + 1).strip().split(" ");
      String uptime = Files.readString(proc.resolve("uptime"));
      double boot = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
      return Optional.of(
          new LocalProcess(
              directory,
              stat.substring(name + 1, end),
              Long.parseLong(fields[PARENT]),
              ticks(fields, USER_TICKS, KERNEL_TICKS),
              ticks(fields, WAITED_USER_TICKS, WAITED_KERNEL_TICKS),
              seconds(boot - Long.parseLong(fields[START_TICKS]) / TICKS)));
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static Duration ticks(String[] fields, int user, int kernel) {
    return seconds((Long.parseLong(fields[user]) + Long.parseLong(fields[kernel])) / TICKS);
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  private long id() {
    return Long.parseLong(directory.getFileName().toString());
  }

  /** Those that it started, as far as they run and may be looked at. */
  List<LocalProcess> children() {
    List<LocalProcess> children = new ArrayList<>();
    Path proc = directory.resolveSibling("");
    try (DirectoryStream<Path> all = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path one : all) {
        read(proc, one).filter(found -> found.parent == id()).ifPresent(children::add);
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Those found until then have to do.
      return children;
    }
    return children;
  }

  /** Bytes that are in memory. */
  OptionalDouble residentBytes() {
    return kibibytes("VmRSS:");
  }

  /** Bytes in memory that no other process shares. */
  OptionalDouble ownBytes() {
    return kibibytes("RssAnon:");
  }

  /** Bytes in memory that others may share: of files, and shared memory. */
  OptionalDouble sharedBytes() {
    OptionalDouble files = kibibytes("RssFile:");
    OptionalDouble memory = kibibytes("RssShmem:");
    return files.isPresent() && memory.isPresent()
        ? OptionalDouble.of(files.getAsDouble() + memory.getAsDouble())
        : OptionalDouble.empty();
  }

  /** Bytes that it, and those that it started and that have ended, had read from storage. */
  OptionalDouble readBytes() {
    return field("io", "read_bytes:");
  }

  /** Bytes that it, and those that it started and that have ended, had written to storage. */
  OptionalDouble writtenBytes() {
    return field("io", "write_bytes:");
  }

  private OptionalDouble kibibytes(String name) {
    OptionalDouble number = field("status", name);
    return number.isPresent()
        ? OptionalDouble.of(number.getAsDouble() * 1024)
        : OptionalDouble.empty();
  }

  /** The number in a line that starts with a name; empty when the file may not be read. */
  private OptionalDouble field(String file, String name) {
    try {
      for (String line : Files.readAllLines(directory.resolve(file))) {
        if (line.startsWith(name)) {
          return Decimal.read(line.substring(name.length()).strip().split(" ")[0]);
        }
      }
    } catch (IOException e) {
      // Only the process' own user may read io: the families out of it are not there then.
      return OptionalDouble.empty();
    }
    return OptionalDouble.empty();
  }
}
