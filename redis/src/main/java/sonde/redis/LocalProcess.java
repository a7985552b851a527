package sonde.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A process of this machine, out of <a
 * href="https://man7.org/linux/man-pages/man5/proc.5.html">/proc</a>.
 *
 * @param directory its directory
 * @param name its program's name, at most 15 characters
 * @param cpu its CPU time
 * @param age how long it exists
 */
record LocalProcess(Path directory, String name, Duration cpu, Duration age) {
  /** Linux counts in hundredths of a second for programs, whatever it counts in for itself. */
  private static final double TICKS = 100;

  // Fields of stat, counted from the one after the name.
  private static final int USER_TICKS = 11;
  private static final int KERNEL_TICKS = 12;
  private static final int START_TICKS = 19;

  /** A process, if it exists and may be looked at. */
  static Optional<LocalProcess> find(Path proc, long id) {
    Path directory = proc.resolve(Long.toString(id));
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
              seconds(
                  (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[KERNEL_TICKS]))
                      / TICKS),
              seconds(boot - Long.parseLong(fields[START_TICKS]) / TICKS)));
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  /** Bytes that are in memory. */
  OptionalDouble residentBytes() {
    OptionalDouble kibibytes = field("status", "VmRSS:");
    return kibibytes.isPresent()
        ? OptionalDouble.of(kibibytes.getAsDouble() * 1024)
        : OptionalDouble.empty();
  }

  /** Bytes that it had read from storage. */
  OptionalDouble readBytes() {
    return field("io", "read_bytes:");
  }

  /** Bytes that it had written to storage. */
  OptionalDouble writtenBytes() {
    return field("io", "write_bytes:");
  }

  /** The number in a line that starts with a name; empty when the file may not be read. */
  private OptionalDouble field(String file, String name) {
    try {
      for (String line : Files.readAllLines(directory.resolve(file))) {
        if (line.startsWith(name)) {
          return Values.number(line.substring(name.length()).strip().split(" ")[0]);
        }
      }
    } catch (IOException e) {
      // Only the process' own user may read io: the families out of it are not there then.
      return OptionalDouble.empty();
    }
    return OptionalDouble.empty();
  }
}
