package sonde.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessUsageTest {
  @TempDir private Path proc;

  /** A server with two processes that it started, and one of somebody else. */
  @BeforeEach
  void fill() throws IOException {
    write("uptime", "1000.50 1900.00\n");
    add(7, 1, 100, 50);
    add(8, 7, 200, 0);
    add(9, 7, 300, 0);
    add(20, 1, 9000, 0);
  }

  private void add(int id, int parent, int ticks, int waited) throws IOException {
    Files.createDirectory(proc.resolve("" + id));
    write(
        id + "/stat",
        "%d (a) b) S %d 0 0 0 0 0 0 0 0 0 %d 0 %d 0 0 0 0 0 90000 0 0\n"
            .formatted(id, parent, ticks, waited));
    write(
        id + "/status",
        "Name:\ta) b\nVmRSS:\t    5 kB\nRssAnon:\t    2 kB\nRssFile:\t    %d kB\nRssShmem:\t 1 kB\n"
            .formatted(id));
    write(id + "/io", "rchar: 99\nread_bytes: 10\nwrite_bytes: 20\ncancelled_write_bytes: 7\n");
  }

  private void write(String file, String text) throws IOException {
    Path path = proc.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  @Test
  void aFamilyIsItsFirstProcessAndThoseThatItStarted() {
    assertEquals(
        Optional.of(
            new ProcessUsage(
                Duration.ofMillis(6500),
                // What each has alone, and the most that one shares.
                OptionalDouble.of((2 + 2 + 2 + 9 + 1) * 1024),
                OptionalDouble.of(30),
                OptionalDouble.of(60))),
        ProcessUsage.ofFamily(proc, 7));
  }

  @Test
  void theKernelsListOfChildrenIsTakenWhereThereIsOne() throws IOException {
    // The first is no more, and the last is not its child any more.
    write("7/task/7/children", "6 9 20 ");
    assertEquals(
        Optional.of(Duration.ofMillis(4500)),
        ProcessUsage.ofFamily(proc, 7).map(ProcessUsage::cpu));
    write("7/task/7/children", "");
    assertEquals(
        Optional.of(Duration.ofMillis(1500)),
        ProcessUsage.ofFamily(proc, 7).map(ProcessUsage::cpu));
  }

  @Test
  void whatMayNotBeReadIsAbsent() throws IOException {
    Files.delete(proc.resolve("7/io"));
    ProcessUsage usage = ProcessUsage.ofFamily(proc, 7).orElseThrow();
    assertEquals(OptionalDouble.empty(), usage.readBytes());
    assertEquals(OptionalDouble.empty(), usage.writtenBytes());
    assertTrue(usage.residentBytes().isPresent());
    assertEquals(Optional.empty(), ProcessUsage.ofFamily(proc, 6));
  }

  @Test
  void aProcessOfAnotherAgeIsNotTheServer() {
    LocalProcess process = LocalProcess.find(proc, 7).orElseThrow();
    assertEquals("a) b", process.name());
    assertEquals(1, process.parent());
    assertTrue(process.hasRunFor(Duration.ofSeconds(100)));
    assertTrue(process.hasRunFor(Duration.ofSeconds(102)));
    assertFalse(process.hasRunFor(Duration.ofSeconds(104)));
    assertFalse(process.hasRunFor(Duration.ofSeconds(80)));
  }

  @Test
  void oneProcessAlone() {
    assertEquals(
        new ProcessUsage(
            Duration.ofSeconds(2),
            OptionalDouble.of(5 * 1024),
            OptionalDouble.of(10),
            OptionalDouble.of(20)),
        ProcessUsage.of(LocalProcess.find(proc, 8).orElseThrow()));
  }
}
