package sonde.servers;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one private directory of this JVM under which every server has its own, and what ends all of
 * them with the JVM: a shutdown hook when it ends in order, and a guard process when it does not.
 * The guard is a shell that waits for the end of its standard input, which only this JVM holds
 * open; so it wakes even after a SIGKILL, kills what still has a pid file, and removes the
 * directory. A server started in the instant before the JVM's death, whose pid file is not written
 * yet, survives.
 */
final class Workspace {
  private static final String GUARD =
      "trap '' INT TERM HUP; cat >/dev/null; for f in \"$0\"/*/pid; do"
          + " [ -f \"$f\" ] || continue; p=$(cat \"$f\");"
          // A server that is killed does not end its own children.
          + " c=$(grep -ls \"^PPid:.$p\\$\" /proc/[0-9]*/status | cut -d/ -f3);"
          + " kill -KILL \"$p\" $c; done; rm -rf -- \"$0\"";

  private final Path base;
  private final Process guard;
  private final Set<ServerProcess> processes = new HashSet<>();
  private boolean ending;

  private Workspace(Path base, Process guard) {
    this.base = base;
    this.guard = guard;
  }

  private static final class Holder {
    static final Workspace INSTANCE = open();
  }

  static Workspace get() {
    return Holder.INSTANCE;
  }

  private static Workspace open() {
    try {
      // Owner-only permissions are what createTempDirectory gives on POSIX systems.
      Path base = Files.createTempDirectory("sonde-").toAbsolutePath();
      if (Integer.valueOf(0).equals(Files.getAttribute(base, "unix:uid"))) {
        // Servers that do not run as root must pass through; each directory in it is private still.
        Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwx--x--x"));
      }
      Process guard =
          new ProcessBuilder(List.of("/bin/sh", "-c", GUARD, base.toString()))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      Workspace workspace = new Workspace(base, guard);
      Runtime.getRuntime().addShutdownHook(new Thread(workspace::endAll, "servers-shutdown"));
      return workspace;
    } catch (IOException e) {
      throw new ServerException("cannot prepare a directory for servers: " + e.getMessage(), e);
    }
  }

  Path newDirectory(String prefix) {
    try {
      return Files.createTempDirectory(base, prefix);
    } catch (IOException e) {
      throw new ServerException("cannot create a directory in " + base + ": " + e.getMessage(), e);
    }
  }

  /** Starts a process. */
  @FunctionalInterface
  interface Start {
    ServerProcess start() throws IOException;
  }

  /**
   * Starts a process that ends with this JVM at the latest; refused once the JVM is ending, since
   * nobody would end it.
   */
  synchronized ServerProcess start(Start start) throws IOException {
    if (ending) {
      throw new ServerException("no server is started any more: the program is ending");
    }
    ServerProcess process = start.start();
    processes.add(process);
    return process;
  }

  synchronized void unregister(ServerProcess process) {
    processes.remove(process);
  }

  Path base() {
    return base;
  }

  long guardPid() {
    return guard.pid();
  }

  private synchronized void endAll() {
    ending = true;
    try {
      List.copyOf(processes).forEach(ServerProcess::kill);
      delete(base);
    } catch (ServerException e) {
      // Another thread was still writing there, or a process hangs in the kernel: the guard, which
      // wakes when this JVM is gone, ends and deletes what is left.
    }
  }

  /**
   * Deletes a directory with all in it; what vanishes meanwhile is no error: at the JVM's end the
   * hook and the owner of a server may both delete.
   */
  static void delete(Path directory) {
    try {
      Files.walkFileTree(directory, new Deletion());
    } catch (IOException e) {
      throw new ServerException("cannot delete " + directory + ": " + e.getMessage(), e);
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
        throws IOException {
      if (e != null && !(e instanceof NoSuchFileException)) {
        throw e;
      }
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
