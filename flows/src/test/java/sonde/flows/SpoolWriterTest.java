package sonde.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.testkit.Await;
import sonde.testkit.Logs;

final class SpoolWriterTest {
  private static final long MIB = 1 << 20;
  private static final long SECOND = 1_000_000_000L;

  @TempDir private Path directory = Path.of("");

  private final AtomicLong nanos = new AtomicLong();

  @Test
  void syncsASecondAfterTheLastTime() throws Exception {
    try (Spool spool = Spool.open(directory, MIB)) {
      SpoolWriter writer = new SpoolWriter(spool, 4, nanos::get);
      put(writer, 1, 5);
      assertEquals(0, writer.step());
      assertEquals(SECOND, writer.step());
      assertNull(spool.read(0, 10));
      nanos.addAndGet(SECOND - 7);
      assertEquals(7, writer.step());
      assertNull(spool.read(0, 10));
      nanos.addAndGet(7);
      assertEquals(SECOND, writer.step());
      assertEquals(numbers(1, 5), Records.read(spool, 0, 10));
      // Nothing was written since: the next one is synced at once.
      nanos.addAndGet(SECOND);
      put(writer, 6, 1);
      assertEquals(0, writer.step());
      assertEquals(numbers(1, 6), Records.read(spool, 0, 10));
      writer.close();
    }
  }

  /** What is captured meanwhile must not be lost by a crash because a disk takes its time. */
  @Test
  void writesWhileADiskSyncs() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    try (Spool spool = Spool.open(directory, MIB);
        ExecutorService disk = Executors.newSingleThreadExecutor()) {
      Future<?> busy = disk.submit(() -> slow.await(1, TimeUnit.MINUTES));
      SpoolWriter writer = new SpoolWriter(spool, 4, nanos::get, disk);
      nanos.addAndGet(SECOND);
      put(writer, 1, 5);
      assertEquals(0, writer.step());
      put(writer, 6, 5);
      assertEquals(0, writer.step());
      assertEquals(10, spool.last());
      assertNull(spool.read(0, 10));
      slow.countDown();
      busy.get();
      writer.close();
      assertEquals(numbers(1, 10), Records.read(spool, 0, 10));
    }
  }

  @Test
  void syncsAtOnceWhatIsTheLast() throws Exception {
    try (Spool spool = Spool.open(directory, MIB)) {
      SpoolWriter writer = new SpoolWriter(spool, 4, nanos::get);
      put(writer, 1, 5);
      put(writer, 6, 5);
      writer.complete();
      assertEquals(0, writer.step());
      assertEquals(0, writer.step());
      assertNull(spool.read(0, 10));
      assertEquals(SECOND, writer.step());
      assertEquals(numbers(1, 10), Records.read(spool, 0, 10));
      writer.close();
    }
  }

  @Test
  void hasOnlySoManyBlocksAndWaitsForNone() throws Exception {
    try (Spool spool = Spool.open(directory, MIB)) {
      SpoolWriter writer = new SpoolWriter(spool, 2, nanos::get);
      put(writer, 1, 2);
      put(writer, 3, 0);
      assertNull(writer.take());
      writer.step();
      put(writer, 3, 2);
      assertNull(writer.take());
      writer.close();
      assertEquals(0, writer.givenUp());
      assertEquals(numbers(1, 4), Records.read(spool, 0, 10));
    }
  }

  @Test
  void leavesTheRestOfTheSpoolToSumsAndThenTakesNothing() throws Exception {
    try (Spool spool = Spool.open(directory, MIB)) {
      SpoolWriter writer = new SpoolWriter(spool, 4, nanos::get);
      assertEquals(SpoolWriter.Room.DETAILS, writer.room());
      long next = 1;
      SpoolWriter.Room before = writer.room();
      while (writer.room() != SpoolWriter.Room.NONE) {
        boolean details = writer.room() == SpoolWriter.Room.DETAILS;
        assertEquals(details, spool.usage().bytes() < MIB / 100 * 80, "bytes: " + spool.usage());
        assertTrue(writer.room().compareTo(before) >= 0, "room came back by itself");
        before = writer.room();
        put(writer, next, 600);
        writer.step();
        next += 600;
      }
      assertEquals(SpoolWriter.Room.SUMS, before);
      long full = spool.last();
      // One that was on its way waits, and goes in once there is room.
      put(writer, next, 680);
      assertEquals(SECOND, writer.step());
      assertEquals(full, spool.last());
      spool.sync();
      spool.release(full);
      assertEquals(0, writer.step());
      assertEquals(full + 680, spool.last());
      assertEquals(SpoolWriter.Room.DETAILS, writer.room());
      writer.close();
    }
  }

  @Test
  void countsWhatAFullSpoolDoesNotTakeAtTheEnd() throws Exception {
    try (Spool spool = Spool.open(directory, MIB);
        Logs logs = new Logs()) {
      SpoolWriter writer = new SpoolWriter(spool, 30, nanos::get);
      for (int i = 0; i < 20; i++) {
        put(writer, 1 + 680L * i, 680);
      }
      writer.close();
      assertEquals(20 * 680L, spool.last() + writer.givenUp());
      assertTrue(spool.usage().bytes() <= MIB, "bytes: " + spool.usage());
      assertEquals(
          List.of(
              "ERROR " + writer.givenUp() + " records are given up: the spool did not take them"),
          logs.with("given up"));
    }
  }

  @Test
  void writesOnItsThread() throws Exception {
    try (Spool spool = Spool.open(directory, 64 * MIB)) {
      try (SpoolWriter writer = SpoolWriter.start(spool, 8)) {
        for (int i = 0; i < 200; i++) {
          Await.until(() -> writer.room() == SpoolWriter.Room.DETAILS);
          long first = 1 + 680L * i;
          SpoolWriter.Block block = writer.take();
          while (block == null) {
            Thread.onSpinWait();
            block = writer.take();
          }
          fill(block, first, 680);
          writer.put(block);
        }
        Await.until(() -> spool.read(0, 1) != null);
      }
      assertEquals(numbers(1, 200 * 680L), Records.read(spool, 0, 5000));
    }
  }

  @Test
  void goesOnWhenAFullDiskHasRoomAgain() throws Exception {
    assumeTrue(mount(directory, "1m"), "only root can mount a small disk");
    try (Logs logs = new Logs()) {
      Path ballast = directory.resolve("ballast");
      try (Spool spool = Spool.open(directory.resolve("spool"), 8 * MIB)) {
        Files.write(ballast, new byte[800 << 10]);
        SpoolWriter writer = new SpoolWriter(spool, 16, nanos::get);
        for (int i = 0; i < 10; i++) {
          put(writer, 1 + 680L * i, 680);
        }
        while (writer.step() == 0) {
          nanos.addAndGet(SECOND / 10);
        }
        long written = spool.last();
        assertTrue(written >= 680 && written < 6800, "written: " + written);
        assertEquals(SpoolWriter.Room.NONE, writer.room());
        for (int i = 0; i < 3; i++) {
          nanos.addAndGet(SECOND);
          writer.step();
        }
        assertEquals(numbers(1, written), Records.read(spool, 0, 5000));
        assertEquals(
            List.of(
                "ERROR cannot write to the spool "
                    + spool.directory()
                    + ": No space left on device; trying again every second"),
            logs.with("the spool"));
        Files.delete(ballast);
        while (writer.step() == 0) {
          nanos.addAndGet(SECOND / 10);
        }
        assertEquals(SpoolWriter.Room.DETAILS, writer.room());
        assertEquals(
            List.of("INFO the spool " + spool.directory() + " can be written again"),
            logs.with("again").stream().skip(1).toList());
        writer.close();
        assertEquals(0, writer.givenUp());
        assertEquals(numbers(1, 6800), Records.read(spool, 0, 5000));
      }
    } finally {
      run("umount", directory.toString());
    }
  }

  private static void put(SpoolWriter writer, long first, int count) {
    SpoolWriter.Block block = writer.take();
    assertNotNull(block);
    fill(block, first, count);
    writer.put(block);
  }

  private static void fill(SpoolWriter.Block block, long first, int count) {
    for (int i = 0; i < count; i++) {
      Records.put(block.bytes, i, first + i);
    }
    block.count = count;
  }

  private static boolean mount(Path at, String size) throws Exception {
    return run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", at.toString());
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  private static List<Long> numbers(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }
}
