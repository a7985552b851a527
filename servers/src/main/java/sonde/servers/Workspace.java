package sonde.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

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
      "trap '' INT TERM HUP; cat >/dev/null; for p in \"$0\"/*/pid; do"
          + " [ -f \"$p\" ] && kill -KILL \"$(cat \"$p\")\"; done; rm -rf -- \"$0\"";

  private final Path base;
  private final Process guard;
  private final Set<ServerProcess> processes = ConcurrentHashMap.newKeySet();

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
      Path base = Files.createTempDirectory("sonde-");
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

  void register(ServerProcess process) {
    processes.add(process);
  }

  void unregister(ServerProcess process) {
    processes.remove(process);
  }

  Path base() {
    return base;
  }

  long guardPid() {
    return guard.pid();
  }

  private void endAll() {
    processes.forEach(ServerProcess::kill);
    delete(base);
  }

  /** Deletes a directory with all in it; what vanishes meanwhile is no error. */
  static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new ServerException("cannot delete " + directory + ": " + e.getMessage(), e);
    }
  }
}
