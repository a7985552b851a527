package sonde.process;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * A process of this machine, out of <a
 * href="https://man7.org/linux/man-pages/man5/proc.5.html">/proc</a>.
 *
 * @param directory its directory
 * @param name its program's name, at most 15 characters
 * @param parent the id of the process that started it
 * @param cpu its CPU time
 * @param waited the CPU time of those that it started, and that have ended
 * @param started when it began, counted from when the machine did
 */
public record LocalProcess(
    Path directory, String name, long parent, Duration cpu, Duration waited, Duration started) {
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
    return read(proc.resolve(Long.toString(id)));
  }

  /**
   * Whether it can be the server that says that it has run so long. An id can be another's by now,
   * or be of another machine or container.
   */
  public boolean hasRunFor(Duration uptime) {
    OptionalDouble machine = ProcFile.read(directory.resolveSibling("uptime")).number("");
    if (machine.isEmpty()) {
      return false;
    }
    Duration older = seconds(machine.getAsDouble()).minus(started).minus(uptime);
    return older.compareTo(OLDER) <= 0 && older.compareTo(YOUNGER.negated()) >= 0;
  }

  private static Optional<LocalProcess> read(Path directory) {
    String stat = ProcFile.read(directory.resolve("stat")).text();
    int name = stat.indexOf('(');
    int end = stat.lastIndexOf(')');
    if (name < 0 || end < name) {
      return Optional.empty();
    }
    String[] fields = stat.substring(end + 1).strip().split(" ");
    try {
      return Optional.of(
          new LocalProcess(
              directory,
              stat.substring(name + 1, end),
              Long.parseLong(fields[PARENT]),
              ticks(fields, USER_TICKS, KERNEL_TICKS),
              ticks(fields, WAITED_USER_TICKS, WAITED_KERNEL_TICKS),
              seconds(Long.parseLong(fields[START_TICKS]) / TICKS)));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
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

  /** Those that its first thread started, as far as they run and may be looked at. */
  List<LocalProcess> children() {
    Path list = directory.resolve("task").resolve(directory.getFileName()).resolve("children");
    // Some kernels are built without the list.
    if (!Files.exists(list)) {
      return childrenAmongAll();
    }
    Set<String> ids = new LinkedHashSet<>();
    for (int i = 0; i < 2; i++) {
      // When one ends while the kernel makes the list, it may leave out the one behind it.
      ids.addAll(List.of(ProcFile.read(list).text().split(" ")));
    }
    ids.remove("");
    List<LocalProcess> children = new ArrayList<>();
    for (String id : ids) {
      read(directory.resolveSibling(id)).filter(this::isParentOf).ifPresent(children::add);
    }
    return children;
  }

  private List<LocalProcess> childrenAmongAll() {
    List<LocalProcess> children = new ArrayList<>();
    Path proc = directory.resolveSibling("");
    try (DirectoryStream<Path> all = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path one : all) {
        read(one).filter(this::isParentOf).ifPresent(children::add);
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Those found until then have to do.
      return children;
    }
    return children;
  }

  private boolean isParentOf(LocalProcess other) {
    return other.parent == id();
  }

  /** What it has in memory. */
  Memory memory() {
    ProcFile status = ProcFile.read(directory.resolve("status"));
    return new Memory(
        status.kibibytes("VmRSS:"),
        status.kibibytes("RssAnon:"),
        status.kibibytes("RssFile:"),
        status.kibibytes("RssShmem:"));
  }

  /** What it, and those that it started and that have ended, had moved to and from storage. */
  Storage storage() {
    // Only the process' own user may read it: there are no numbers in it then.
    ProcFile io = ProcFile.read(directory.resolve("io"));
    return new Storage(io.number("read_bytes:"), io.number("write_bytes:"));
  }

  /**
   * Bytes in memory.
   *
   * @param resident all of them
   * @param own those that no other process shares
   * @param files those of files, which others may share
   * @param common those that are made to be shared
   */
  record Memory(
      OptionalDouble resident, OptionalDouble own, OptionalDouble files, OptionalDouble common) {
    double shared() {
      return files.isPresent() && common.isPresent()
          ? files.getAsDouble() + common.getAsDouble()
          : 0;
    }
  }

  /** Bytes that were read from storage, and written to it; empty when that may not be known. */
  record Storage(OptionalDouble read, OptionalDouble written) {}
}
