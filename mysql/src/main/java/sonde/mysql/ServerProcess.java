package sonde.mysql;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sonde.process.LocalProcess;

/**
 * Finds a server's process on this machine. An address on this machine may lead elsewhere, through
 * a tunnel or into a container with process ids of its own: a process counts as the server's only
 * if its program and its age say so, too.
 *
 * @param proc the root of /proc
 */
record ServerProcess(Path proc) {
  private static final int LONGEST_ID = 32;

  static Duration duration(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  /**
   * The id of the process that has been up so long: the one that the server wrote into a file or,
   * where only the server's own user may read that, the only one that it can be. 0 when there is
   * none, or several.
   */
  long find(Path file, Duration uptime) {
    long written = written(file);
    if (written > 0) {
      return of(written, uptime).isPresent() ? written : 0;
    }
    List<Long> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path one : all) {
        long id = number(one.getFileName().toString());
        if (id > 0 && of(id, uptime).isPresent()) {
          found.add(id);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return 0;
    }
    return found.size() == 1 ? found.getFirst() : 0;
  }

  /** A process, if it is a server's that has been up so long. */
  Optional<LocalProcess> of(long id, Duration uptime) {
    return LocalProcess.find(proc, id)
        .filter(process -> process.name().equals("mysqld") || process.name().equals("mariadbd"))
        .filter(process -> process.hasRunFor(uptime));
  }

  private static long written(Path file) {
    try {
      return Files.isRegularFile(file) && Files.size(file) <= LONGEST_ID
          ? number(Files.readString(file).strip())
          : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
