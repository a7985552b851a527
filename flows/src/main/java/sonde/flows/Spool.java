package sonde.flows;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where records wait for the database, on disk: numbered from 1 on, in files of checksummed blocks
 * ({@link Segment}). What is read from it has been synced, so a database never knows more than the
 * disk does after a power cut.
 *
 * <p>{@link #append} is for one thread, {@link #sync} for another, {@link #read}, {@link #release}
 * and {@link #renew} for a third, the rest for any.
 */
final class Spool implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

  /** What is in the spool. */
  record Usage(long bytes, long records, @Nullable Long oldestMillis) {}

  private final Path directory;
  private final long maxSize;
  private final long segmentSize;
  private final SpoolLock lock;
  private final SpoolReader reader;

  /** Held while files are written or made. */
  private final Object writing = new Object();

  private final ByteBuffer block = SegmentReader.room();
  private FileChannel channel;

  /** Guarded by itself, as are the fields up to {@link #oldest}. */
  private final Deque<Segment> segments;

  private Segment.Header header;
  private long last;
  private long durable;
  private long released;
  private long given;
  private @Nullable Long oldest;

  private Spool(Path directory, long maxSize, SpoolLock lock, SpoolFiles.Found found)
      throws IOException {
    this.directory = directory;
    this.maxSize = maxSize;
    this.segmentSize = SpoolFiles.segmentSize(maxSize);
    this.lock = lock;
    this.segments = new ArrayDeque<>(found.segments());
    this.header = found.header();
    this.last = found.last();
    this.durable = found.last();
    this.given = found.last();
    this.released = segments.getFirst().first() - 1;
    this.oldest = found.oldestMillis();
    this.channel = FileChannel.open(segments.getLast().file(), StandardOpenOption.WRITE);
    this.reader = new SpoolReader();
  }

  /**
   * Opens the spool in a directory, which is made if need be; what a crash has left of the last
   * block is cut off.
   *
   * @param maxSize how many bytes its files may have
   * @throws SpoolException if the directory cannot be used, or is in use
   */
  static Spool open(Path directory, long maxSize) throws SpoolException {
    try {
      SpoolFiles.makeDirectory(directory);
      SpoolLock lock = SpoolLock.take(directory);
      try {
        return new Spool(directory, maxSize, lock, SpoolFiles.find(directory));
      } catch (IOException | SpoolException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new SpoolException(
          "cannot use the spool " + directory + ": " + SpoolFiles.reason(e), e);
    }
  }

  /**
   * Writes records behind the others. They are not safe from a power cut before the next {@link
   * #sync}.
   *
   * @param records of {@link FlowRecord#BYTES} each
   * @param count at most {@link Segment#MOST}
   * @return the first one's number
   * @throws IOException if the disk does not take them; none of them is in the spool then
   */
  long append(byte[] records, int count) throws IOException {
    if (count < 1 || count > Segment.MOST) {
      throw new IllegalArgumentException("a block has 1 to " + Segment.MOST + " records");
    }
    int length = Segment.BLOCK_HEADER + count * FlowRecord.BYTES;
    synchronized (writing) {
      Segment segment = active();
      if (segment.size() > Segment.HEADER && segment.size() + length > segmentSize) {
        begin(header);
        segment = active();
      }
      block.clear().limit(length);
      block.put(Segment.BLOCK_HEADER, records, 0, count * FlowRecord.BYTES);
      long first = last + 1;
      Segment.seal(block, count, first);
      try {
        Segment.writeFully(channel, block, segment.size());
      } catch (IOException e) {
        cutOff(segment);
        throw e;
      }
      synchronized (segments) {
        segment.sized(segment.size() + length);
        last += count;
        if (oldest == null) {
          oldest = FlowRecord.timeOf(records, 0);
        }
      }
      return first;
    }
  }

  /** Half a block would not hurt, since the next one overwrites it, but the disk is full. */
  private void cutOff(Segment segment) {
    try {
      channel.truncate(segment.size());
    } catch (IOException e) {
      LOG.debug("spool file {} was not cut off", segment.file(), e);
    }
  }

  /** Whether so many records more may be written. */
  boolean hasRoom(int count) {
    return usage().bytes + Segment.BLOCK_HEADER + (long) count * FlowRecord.BYTES <= maxSize;
  }

  /**
   * Makes all that was written safe from a power cut; only then can it be read. More can be written
   * meanwhile: disks take their time.
   */
  void sync() throws IOException {
    Segment segment;
    long size;
    long upTo;
    FileChannel file;
    synchronized (writing) {
      synchronized (segments) {
        segment = segments.getLast();
        size = segment.size();
        upTo = last;
        if (segment.durable() >= size) {
          return;
        }
      }
      // One of its own, since the writer may go on to the next file.
      file = FileChannel.open(segment.file(), StandardOpenOption.WRITE);
    }
    try (file) {
      file.force(false);
    }
    synchronized (segments) {
      segment.synced(Math.max(size, segment.durable()));
      durable = Math.max(durable, upTo);
    }
  }

  /** Goes on in a new file. */
  private void begin(Segment.Header next) throws IOException {
    sync();
    Segment segment = Segment.create(directory, last + 1, next);
    FileChannel opening = FileChannel.open(segment.file(), StandardOpenOption.WRITE);
    channel.close();
    channel = opening;
    synchronized (segments) {
      if (segments.getLast().first() == segment.first()) {
        // It took the place of one without records.
        segments.removeLast();
      }
      segments.addLast(segment);
      header = next;
    }
  }

  private Segment active() {
    synchronized (segments) {
      return segments.getLast();
    }
  }

  /**
   * Reads the records that follow, synced ones only.
   *
   * @param most how many; the largest block if that is more
   * @return null if there are none; valid until the next call
   */
  @Nullable Batch read(long after, int most) throws IOException {
    long limit;
    Segment[] files;
    synchronized (segments) {
      limit = durable;
      files = segments.toArray(Segment[]::new);
    }
    if (after >= limit) {
      return null;
    }
    Batch batch = reader.read(files, after, most);
    if (batch != null) {
      synchronized (segments) {
        oldest = batch.timeMillis();
        given = Math.max(given, batch.last());
      }
    }
    return batch;
  }

  /** Records up to this one are in the database: their files are not needed any more. */
  void release(long upTo) throws IOException {
    synchronized (segments) {
      released = Math.max(released, Math.min(upTo, last));
      if (released == last) {
        oldest = null;
      }
    }
    for (Segment done = done(); done != null; done = done()) {
      reader.leave(done);
      Files.deleteIfExists(done.file());
      synchronized (segments) {
        segments.removeFirst();
      }
    }
  }

  /** The first file, if all of it is released and another is being written. */
  private @Nullable Segment done() {
    synchronized (segments) {
      Segment[] files = segments.toArray(Segment[]::new);
      return files.length > 1 && files[1].first() - 1 <= released ? files[0] : null;
    }
  }

  /**
   * Becomes another spool, because the database has records of this one that are not here: what
   * follows would be taken for them. What was {@link #given} counts as written under the old id.
   */
  void renew() throws IOException {
    long base = given();
    // The file at which it stands may be replaced.
    reader.close();
    synchronized (writing) {
      begin(new Segment.Header(UUID.randomUUID(), base));
    }
    release(base);
  }

  /** What tells it from other spools. */
  UUID id() {
    synchronized (segments) {
      return header.id();
    }
  }

  /** The number after which the next record to be written to a database that knows none comes. */
  long base() {
    synchronized (segments) {
      return Math.max(header.base(), released);
    }
  }

  /** The first number that may still be there. */
  long first() {
    synchronized (segments) {
      return segments.getFirst().first();
    }
  }

  /** The last number that a database may have: read since, or there when the spool was opened. */
  long given() {
    synchronized (segments) {
      return given;
    }
  }

  /** The last number. */
  long last() {
    synchronized (segments) {
      return last;
    }
  }

  Usage usage() {
    synchronized (segments) {
      long bytes = 0;
      for (Segment segment : segments) {
        bytes += segment.size();
      }
      return new Usage(bytes, last - released, oldest);
    }
  }

  /** The most bytes that its files may have. */
  long maxSize() {
    return maxSize;
  }

  Path directory() {
    return directory;
  }

  @Override
  public void close() throws IOException {
    synchronized (writing) {
      try (SpoolLock _ = lock;
          SpoolReader _ = reader;
          FileChannel _ = channel) {
        sync();
      }
    }
  }
}
