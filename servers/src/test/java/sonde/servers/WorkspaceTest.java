package sonde.servers;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JVM of its own starts servers and ends in different ways. */
class WorkspaceTest {
  /** What the other JVM runs: says what it started, and waits for its own end. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) throws IOException {
      RedisServer server = RedisServer.builder().start();
      PostgresServer postgres = PostgresServer.builder().start();
      // Its children do not notice that it is gone.
      postgres.pause();
      ProcessHandle parent = ProcessHandle.of(postgres.pid()).orElseThrow();
      System.out.println(
          Stream.concat(
                  Stream.of(server.pid(), postgres.pid()),
                  parent.descendants().map(ProcessHandle::pid))
              .map(String::valueOf)
              .collect(Collectors.joining(" ")));
      System.out.println(Workspace.get().base());
      System.out.println(Workspace.get().guardPid());
      System.in.transferTo(System.out);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"end", "SIGTERM", "SIGKILL"})
  void nothingOutlivesTheJvm(String how) throws IOException, InterruptedException {
    Process jvm =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Child.class.getName()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = jvm.inputReader()) {
      List<ProcessHandle> servers =
          Stream.of(out.readLine().split(" ")).map(WorkspaceTest::handle).toList();
      assertTrue(servers.size() > 5, servers.toString());
      Path base = Path.of(out.readLine());
      ProcessHandle guard = handle(out.readLine());
      assertTrue(Files.isDirectory(base));
      switch (how) {
        case "end" -> jvm.getOutputStream().close();
        case "SIGTERM" -> jvm.destroy();
        default -> jvm.destroyForcibly();
      }
      assertTrue(jvm.waitFor(20, TimeUnit.SECONDS));
      RedisServerTest.await(() -> servers.stream().noneMatch(ProcessHandle::isAlive));
      RedisServerTest.await(() -> !guard.isAlive());
      assertFalse(Files.exists(base));
    } finally {
      jvm.destroyForcibly();
      assertTrue(jvm.waitFor(20, TimeUnit.SECONDS));
    }
  }

  private static ProcessHandle handle(String pid) {
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }
}
