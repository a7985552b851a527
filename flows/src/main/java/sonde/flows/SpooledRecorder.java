package sonde.flows;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts records into blocks, and hands these over to the spool. When the spool has no room for
 * details, or is slower than connections come, sums by host and port are kept instead and recorded
 * from time to time: details are given up first, sums last. Used by one thread; it never waits,
 * unless it is told to, as for files, which do not run away.
 */
final class SpooledRecorder implements Recorder {
  private static final Logger LOG = LoggerFactory.getLogger(SpooledRecorder.class);

  /** A block that is not full is handed over after this time. */
  private static final long BLOCK_NANOS = Duration.ofMillis(100).toNanos();

  /** Between two records of sums of the same host while details are given up. */
  private static final long SUMS_NANOS = Duration.ofSeconds(10).toNanos();

  /** How many hosts' sums wait in memory at most; the others share one by port. */
  private static final int MOST_SUMS = 100_000;

  private static final long LOOK_NANOS = Duration.ofMillis(1).toNanos();

  private final SpoolWriter spool;
  private final boolean waits;
  private final long seed;

  private SpoolWriter.@Nullable Block block;
  private long blockBegun;

  private HostTable sums;
  private long sumsBegun;
  private long sumsBegunWall;
  private @Nullable HostTable leaving;
  private int left;
  private long leavingSince;

  private final AtomicLong made = new AtomicLong();
  private final AtomicLong givenUp = new AtomicLong();

  /**
   * Records into a spool.
   *
   * @param waits whether it waits for room instead of giving details up
   * @param seed of hashes of addresses
   */
  SpooledRecorder(SpoolWriter spool, boolean waits, long seed) {
    this.spool = spool;
    this.waits = waits;
    this.seed = seed;
    this.sums = new HostTable(seed);
  }

  /** How many records there were, those that were given up included. */
  long made() {
    return made.get();
  }

  /** How many of them were given up, their amounts being in sums. */
  long givenUp() {
    return givenUp.get();
  }

  @Override
  public void happened(FlowTable flows, int slot, Event event, long wallNanos) {
    made.incrementAndGet();
    SpoolWriter.Block room = roomForDetails();
    if (room != null) {
      flows.write(slot, event, millis(wallNanos), room.bytes, room.count * FlowRecord.BYTES);
      written(room);
      return;
    }
    givenUp.incrementAndGet();
    if (sums.size() == 0) {
      sumsBegunWall = wallNanos;
    }
    int service = flows.protocol(slot) << 16 | flows.serverPort(slot);
    int entry = sums.entry(flows.clientHigh(slot), flows.clientLow(slot), service, MOST_SUMS);
    sums.addAmounts(entry, flows, slot);
    if (event == Event.OPENED) {
      sums.addConnections(entry, 1);
    }
  }

  private SpoolWriter.@Nullable Block roomForDetails() {
    while (true) {
      boolean details = spool.room() == SpoolWriter.Room.DETAILS && leaving == null;
      SpoolWriter.Block room = details ? block() : null;
      if (room != null || !waits) {
        return room;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** The block to write into; null if all of them are on their way to the disk. */
  private SpoolWriter.@Nullable Block block() {
    if (block == null) {
      block = spool.take();
    }
    return block;
  }

  private void written(SpoolWriter.Block block) {
    block.count++;
    if (block.count == SpoolWriter.BLOCK_RECORDS) {
      handOver(block);
    }
  }

  private void handOver(SpoolWriter.Block full) {
    spool.put(full);
    block = null;
  }

  @Override
  public void tick(long now, long wallNanos) {
    if (sums.size() > 0 && leaving == null && now - sumsBegun >= SUMS_NANOS) {
      sendOff();
      sumsBegun = now;
    }
    if (leaving != null) {
      writeSums(leaving, wallNanos);
    }
    if (now - blockBegun >= BLOCK_NANOS) {
      blockBegun = now;
      if (block != null && block.count > 0) {
        handOver(block);
      }
    }
  }

  /** Begins new sums; those until now are to be written. */
  private HostTable sendOff() {
    HostTable table = sums;
    leaving = table;
    left = 0;
    leavingSince = sumsBegunWall;
    sums = new HostTable(seed);
    return table;
  }

  private void writeSums(HostTable table, long wallNanos) {
    while (left < table.end()) {
      SpoolWriter.Block room = spool.room() == SpoolWriter.Room.NONE ? null : block();
      if (room == null) {
        return;
      }
      table.write(
          left++,
          millis(leavingSince),
          millis(wallNanos),
          room.bytes,
          room.count * FlowRecord.BYTES);
      made.incrementAndGet();
      written(room);
    }
    leaving = null;
  }

  /** Hands over what there is, sums included as far as there is room. */
  void flush(long wallNanos) {
    if (leaving != null) {
      writeSums(leaving, wallNanos);
    }
    if (leaving == null && sums.size() > 0) {
      writeSums(sendOff(), wallNanos);
    }
    if (leaving != null) {
      LOG.error(
          "the spool takes no more: the sums of {} hosts and ports are given up",
          leaving.end() - left + sums.size());
    }
    if (block != null && block.count > 0) {
      handOver(block);
    }
  }

  private static long millis(long nanos) {
    return nanos / 1_000_000;
  }
}
