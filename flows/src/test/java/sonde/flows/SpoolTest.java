package sonde.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.testkit.Logs;

final class SpoolTest {
  private static final long MIB = 1 << 20;

  @TempDir private Path directory = Path.of("");

  @Test
  void givesBackWhatWasSyncedAndOnlyThat() throws Exception {
    try (Spool spool = Spool.open(directory, MIB)) {
      assertEquals(1, spool.append(Records.of(1, 3), 3));
      assertNull(spool.read(0, 100));
      spool.sync();
      assertEquals(4, spool.append(Records.of(4, 2), 2));
      assertEquals(numbers(1, 3), Records.read(spool, 0, 100));
      spool.sync();
      assertEquals(numbers(1, 5), Records.read(spool, 0, 100));
      assertEquals(numbers(3, 5), Records.read(spool, 2, 100));
      assertEquals(new Spool.Usage(48 + 2 * 24 + 5 * 96, 5, Records.TIME + 3), spool.usage());
    }
  }

  @Test
  void goesOnAfterARestart() throws Exception {
    UUID id;
    try (Spool spool = Spool.open(directory, MIB)) {
      id = spool.id();
      spool.append(Records.of(1, 10), 10);
    }
    try (Spool spool = Spool.open(directory, MIB)) {
      assertEquals(id, spool.id());
      assertEquals(10, spool.given());
      assertEquals(new Spool.Usage(48 + 24 + 960, 10, Records.TIME + 1), spool.usage());
      assertEquals(11, spool.append(Records.of(11, 1), 1));
      spool.sync();
      assertEquals(numbers(1, 11), Records.read(spool, 0, 4));
    }
  }

  @Test
  void usesSeveralFilesAndDeletesThem() throws Exception {
    try (Spool spool = Spool.open(directory, MIB)) {
      for (int i = 0; i < 10; i++) {
        spool.append(Records.of(1 + 500L * i, 500), 500);
      }
      spool.sync();
      assertEquals(10, segments().size());
      assertEquals(numbers(1, 5000), Records.read(spool, 0, 10_000));
      spool.release(1999);
      assertEquals(7, segments().size());
      assertEquals(numbers(2000, 5000), Records.read(spool, 1999, 700));
      spool.release(5000);
      assertEquals(1, segments().size());
      assertEquals(new Spool.Usage(48 + 24 + 500 * 96, 0, null), spool.usage());
    }
    try (Spool spool = Spool.open(directory, MIB)) {
      assertEquals(4500, spool.base());
      assertEquals(5000, spool.last());
    }
  }

  @Test
  void neverTakesMoreThanItMay() throws Exception {
    try (Spool spool = Spool.open(directory, MIB)) {
      long next = 1;
      while (spool.hasRoom(100)) {
        next = spool.append(Records.of(next, 100), 100) + 100;
      }
      spool.sync();
      long size = 0;
      for (Path file : segments()) {
        size += Files.size(file);
      }
      assertEquals(spool.usage().bytes(), size);
      assertTrue(size <= MIB && size > MIB - 9700 - 16 * 48, "bytes: " + size);
    }
  }

  @Test
  void cutsOffABlockThatIsTornAtAnyByte() throws Exception {
    try (Spool spool = Spool.open(directory, MIB)) {
      spool.append(Records.of(1, 2), 2);
      spool.append(Records.of(3, 2), 2);
    }
    Path file = segments().getFirst();
    byte[] whole = Files.readAllBytes(file);
    int end = whole.length - 24 - 2 * 96;
    for (int size = end; size < whole.length; size++) {
      Files.write(file, Arrays.copyOf(whole, size));
      try (Spool spool = Spool.open(directory, MIB)) {
        assertEquals(2, spool.last());
        assertEquals(end, Files.size(file));
        assertEquals(3, spool.append(Records.of(3, 2), 2));
        spool.sync();
        assertEquals(numbers(1, 4), Records.read(spool, 0, 10));
      }
    }
  }

  @Test
  void cutsOffABlockOfWhichAnyByteIsWrong() throws Exception {
    try (Spool spool = Spool.open(directory, MIB)) {
      spool.append(Records.of(1, 2), 2);
      spool.append(Records.of(3, 2), 2);
    }
    Path file = segments().getFirst();
    byte[] whole = Files.readAllBytes(file);
    int end = whole.length - 24 - 2 * 96;
    for (int at = end; at < whole.length; at++) {
      byte[] broken = whole.clone();
      broken[at] ^= 0x10;
      Files.write(file, broken);
      try (Spool spool = Spool.open(directory, MIB)) {
        assertEquals(2, spool.last());
        assertEquals(numbers(1, 2), Records.read(spool, 0, 10));
      }
    }
  }

  @Test
  void passesOverDamageInTheMiddleAndSaysOnceWhatIsLost() throws Exception {
    try (Spool spool = Spool.open(directory, MIB)) {
      for (int i = 0; i < 30; i++) {
        spool.append(Records.of(1 + 100L * i, 100), 100);
      }
    }
    damage(segments().get(1), Segment.HEADER + 3 * (24 + 9600) + 5000);
    try (Logs logs = new Logs();
        Spool spool = Spool.open(directory, MIB)) {
      int files = segments().size();
      assertTrue(files > 4, "files: " + files);
      List<Long> expected =
          Stream.concat(numbers(1, 900).stream(), numbers(1001, 3000).stream()).toList();
      assertEquals(expected, Records.read(spool, 0, 250));
      assertEquals(expected, Records.read(spool, 0, 100_000));
      assertEquals(3000, spool.last());
      assertEquals(1, logs.with("records 901 to 1000 are lost").size());
    }
  }

  @Test
  void passesOverALostFileAndADamagedHeader() throws Exception {
    UUID id;
    try (Spool spool = Spool.open(directory, MIB)) {
      id = spool.id();
      for (int i = 0; i < 5; i++) {
        spool.append(Records.of(1 + 600L * i, 600), 600);
      }
    }
    Files.delete(segments().get(1));
    damage(segments().get(3), 20);
    try (Spool spool = Spool.open(directory, MIB)) {
      assertEquals(id, spool.id());
      assertEquals(
          Stream.concat(numbers(1, 600).stream(), numbers(1201, 3000).stream()).toList(),
          Records.read(spool, 0, 1000));
    }
  }

  @Test
  void refusesASecondUserAndAForeignFormat() throws Exception {
    try (Spool _ = Spool.open(directory, MIB)) {
      SpoolException second = assertThrows(SpoolException.class, () -> open().close());
      assertEquals(
          "the spool "
              + directory
              + " is in use by another process: each needs a directory of its own, spool.directory",
          second.getMessage());
    }
    Path file = directory.resolve("plain");
    Files.createFile(file);
    SpoolException plain = assertThrows(SpoolException.class, () -> Spool.open(file, MIB).close());
    assertEquals(
        "cannot use the spool " + file + ": " + file + " is no directory", plain.getMessage());
  }

  @Test
  void becomesAnotherSpool() throws Exception {
    UUID old;
    UUID renewed;
    try (Spool spool = Spool.open(directory, MIB)) {
      old = spool.id();
      // Also when the file it stands at is empty.
      spool.renew();
      spool.append(Records.of(1, 10), 10);
      spool.sync();
      assertEquals(numbers(1, 10), Records.read(spool, 0, 100));
      spool.append(Records.of(11, 5), 5);
      spool.sync();
      spool.renew();
      renewed = spool.id();
      assertEquals(10, spool.base());
      assertEquals(numbers(11, 15), Records.read(spool, spool.base(), 100));
    }
    assertNotEquals(old, renewed);
    try (Spool spool = Spool.open(directory, MIB)) {
      assertEquals(renewed, spool.id());
      assertEquals(10, spool.base());
      assertEquals(numbers(11, 15), Records.read(spool, spool.base(), 100));
    }
  }

  @Test
  void readsWhileItIsWritten() throws Exception {
    try (Spool spool = Spool.open(directory, 64 * MIB)) {
      int total = 200_000;
      Thread writer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      for (int next = 1; next <= total; next += 500) {
                        spool.append(Records.of(next, 500), 500);
                        spool.sync();
                      }
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  });
      long position = 0;
      while (position < total) {
        List<Long> read = Records.read(spool, position, 3000);
        if (read.isEmpty()) {
          assertTrue(writer.isAlive() || spool.last() == total, "the writer ended early");
          Thread.onSpinWait();
        } else {
          assertEquals(numbers(position + 1, read.getLast()), read);
          position = read.getLast();
          spool.release(position);
        }
      }
      writer.join();
      assertEquals(1, segments().size());
    }
  }

  private Spool open() throws SpoolException {
    return Spool.open(directory, MIB);
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".seg")).sorted().toList();
    }
  }

  private static void damage(Path file, long at) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      one.put(0, (byte) ~one.get(0)).rewind();
      channel.write(one, at);
    }
  }

  private static List<Long> numbers(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }
}
