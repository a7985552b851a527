package sonde.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A child process with a directory of its own, into whose log file it writes. */
final class ServerProcess {
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration SIGNAL_TAKES_EFFECT = Duration.ofSeconds(2);

  private final Process process;
  private final Path pidFile;

  private ServerProcess(Process process, Path pidFile) {
    this.process = process;
    this.pidFile = pidFile;
  }

  static ServerProcess start(List<String> command, Path directory, Path log) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      ServerProcess started =
          Workspace.get().start(() -> new ServerProcess(builder.start(), directory.resolve("pid")));
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
    if (process.isAlive()) {
      process.destroy();
      // A stopped process takes SIGTERM only once it goes on.
      signal("CONT");
      if (!awaitEnd(GRACE)) {
        process.destroyForcibly();
      }
    }
    ended();
  }

  void kill() {
    process.destroyForcibly();
    ended();
  }

  void pause() {
    signal("STOP");
    awaitState(true);
  }

  void resume() {
    signal("CONT");
    awaitState(false);
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

  private void signal(String name) {
    try {
      Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pid()).start();
      kill.waitFor();
    } catch (IOException e) {
      throw new ServerException("cannot send SIG" + name + " to process " + pid(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException("interrupted while sending SIG" + name, e);
    }
  }

  /**
   * A signal is taken a moment after it is sent: waits until /proc, where there is one, shows it.
   */
  private void awaitState(boolean stopped) {
    Path stat = Path.of("/proc", Long.toString(pid()), "stat");
    long end = System.nanoTime() + SIGNAL_TAKES_EFFECT.toNanos();
    while (Files.exists(stat) && System.nanoTime() < end) {
      try {
        String text = Files.readString(stat, StandardCharsets.ISO_8859_1);
        boolean isStopped = text.charAt(text.lastIndexOf(')') + 2) == 'T';
        if (isStopped == stopped) {
          return;
        }
      } catch (IOException e) {
        return;
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
