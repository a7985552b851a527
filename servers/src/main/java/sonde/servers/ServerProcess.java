package sonde.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A child process with a directory of its own, into whose log file it writes. What is done to it is
 * done to the processes that it started, too.
 */
final class ServerProcess {
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Duration SIGNAL_TAKES_EFFECT = Duration.ofSeconds(2);

  private final Process process;
  private final Path pidFile;
  private final String endSignal;

  private ServerProcess(Process process, Path pidFile, String endSignal) {
    this.process = process;
    this.pidFile = pidFile;
    this.endSignal = endSignal;
  }

  static ServerProcess start(List<String> command, Path directory, Path log) {
    return start(command, directory, log, "TERM");
  }

  /** Starts a process that ends in order by another signal than SIGTERM. */
  static ServerProcess start(List<String> command, Path directory, Path log, String endSignal) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // What the user has set up for PostgreSQL's clients is not meant for these servers.
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("HOME", directory.toString());
    try {
      ServerProcess started =
          Workspace.get()
              .start(() -> new ServerProcess(builder.start(), directory.resolve("pid"), endSignal));
      started.introduce();
      return started;
    } catch (IOException e) {
      throw new ServerException("cannot start " + command.getFirst() + ": " + e.getMessage(), e);
    }
  }

  /** Leaves the pid for the guard. */
  private void introduce() throws IOException {
    try {
      process.getOutputStream().close();
      Files.writeString(pidFile, Long.toString(process.pid()));
    } catch (IOException e) {
      kill();
      throw e;
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Of a process that has ended by itself; forgets it. */
  int exitCode() {
    int code = process.exitValue();
    ended();
    return code;
  }

  /** Waits at most so long for the process to end; whether it did. */
  boolean awaitEnd(Duration atMost) {
    try {
      return process.waitFor(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException("interrupted while waiting for process " + pid(), e);
    }
  }

  /** Asks the process to end, and kills it when it does not within a few seconds. */
  void stop() {
    List<Long> children = children();
    if (process.isAlive()) {
      signal(endSignal, List.of(pid()));
      // A stopped process takes the signal only once it goes on.
      signal("CONT", children);
      signal("CONT", List.of(pid()));
      if (!awaitEnd(GRACE)) {
        kill();
        return;
      }
    }
    awaitGone(children);
    ended();
  }

  void kill() {
    List<Long> children = children();
    process.destroyForcibly();
    signal("KILL", children);
    awaitGone(children);
    ended();
  }

  void pause() {
    signal("STOP", List.of(pid()));
    awaitStopped(pid(), true);
    // Only now that it can start no more.
    List<Long> children = children();
    signal("STOP", children);
    children.forEach(child -> awaitStopped(child, true));
  }

  void resume() {
    List<Long> children = children();
    signal("CONT", children);
    signal("CONT", List.of(pid()));
    children.forEach(child -> awaitStopped(child, false));
    awaitStopped(pid(), false);
  }

  private List<Long> children() {
    return process.descendants().map(ProcessHandle::pid).toList();
  }

  private void ended() {
    if (!awaitEnd(GRACE)) {
      throw new ServerException("process " + pid() + " does not end");
    }
    Workspace.get().unregister(this);
    try {
      Files.deleteIfExists(pidFile);
    } catch (IOException e) {
      throw new ServerException("cannot delete " + pidFile + ": " + e.getMessage(), e);
    }
  }

  private static void signal(String name, List<Long> pids) {
    if (pids.isEmpty()) {
      return;
    }
    List<String> command =
        new ArrayList<>(List.of("/bin/sh", "-c", "kill -" + name + " \"$@\" 2>/dev/null", "sh"));
    pids.forEach(pid -> command.add(Long.toString(pid)));
    try {
      new ProcessBuilder(command).start().waitFor();
    } catch (IOException e) {
      throw new ServerException("cannot send SIG" + name + " to processes " + pids, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException("interrupted while sending SIG" + name, e);
    }
  }

  /**
   * A signal is taken a moment after it is sent: waits until /proc, where there is one, shows it.
   */
  private static void awaitStopped(long pid, boolean stopped) {
    long end = System.nanoTime() + SIGNAL_TAKES_EFFECT.toNanos();
    char state = state(pid);
    while (state != GONE && (state == 'T') != stopped && System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
      state = state(pid);
    }
  }

  /** A server's children end with it, but not before it: they may still be writing. */
  private static void awaitGone(List<Long> pids) {
    long end = System.nanoTime() + GRACE.toNanos();
    for (long pid : pids) {
      // A zombie is as good as gone; who adopted it may never look after it.
      char state = state(pid);
      while (state != GONE && state != 'Z' && System.nanoTime() < end) {
        LockSupport.parkNanos(1_000_000);
        state = state(pid);
      }
    }
  }

  private static final char GONE = ' ';

  /** By the letter of proc(5). */
  private static char state(long pid) {
    try {
      Path stat = Path.of("/proc", Long.toString(pid), "stat");
      String text = Files.readString(stat, StandardCharsets.ISO_8859_1);
      return text.charAt(text.lastIndexOf(')') + 2);
    } catch (IOException e) {
      return GONE;
    }
  }
}
