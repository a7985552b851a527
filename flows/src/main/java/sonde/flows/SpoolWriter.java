package sonde.flows;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes records from the capturing thread, which must not wait for a disk, and writes them into the
 * spool; a second later at most another thread syncs them. {@link #take} and {@link #put} neither
 * wait nor allocate; they are for one thread, the rest for any.
 */
final class SpoolWriter implements AutoCloseable {
  /** Records in a block: 64 KiB of them. */
  static final int BLOCK_RECORDS = 680;

  private static final Logger LOG = LoggerFactory.getLogger(SpoolWriter.class);
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final int DETAILS_PERCENT = 80;

  /** How much may be written. */
  enum Room {
    /** A record for each event. */
    DETAILS,
    /** Sums only: details must leave them the rest of the spool. */
    SUMS,
    /** Nothing: the spool is full, or its disk takes nothing. */
    NONE
  }

  /** Records on their way to the spool. */
  static final class Block {
    /** The records, one behind the other. */
    final byte[] bytes = new byte[BLOCK_RECORDS * FlowRecord.BYTES];

    /** How many there are. */
    int count;
  }

  private final Spool spool;
  private final LongSupplier nanos;
  private final @Nullable ExecutorService syncer;
  private final Ring free;
  private final Ring full;
  private final Thread thread;
  private volatile boolean closing;
  private volatile boolean complete;
  private volatile boolean failing;
  private volatile boolean syncing;
  private volatile @Nullable String syncTrouble;
  private volatile Room room = Room.DETAILS;
  private volatile long givenUp;

  // Of the thread alone.
  private @Nullable Block waiting;
  private long lastSync;
  private boolean unsynced;
  private @Nullable String writeTrouble;

  /** For tests, which call {@link #step} themselves; it syncs on their thread. */
  SpoolWriter(Spool spool, int blocks, LongSupplier nanos) {
    this(spool, blocks, nanos, null);
  }

  SpoolWriter(Spool spool, int blocks, LongSupplier nanos, @Nullable ExecutorService syncer) {
    this.spool = spool;
    this.nanos = nanos;
    this.syncer = syncer;
    this.free = new Ring(blocks);
    this.full = new Ring(blocks);
    for (int i = 0; i < blocks; i++) {
      free.offer(new Block());
    }
    this.lastSync = nanos.getAsLong();
    this.thread = Thread.ofPlatform().name("flows-spool").unstarted(this::run);
    judge();
  }

  /**
   * Starts writing.
   *
   * @param blocks how many there are, of {@link #BLOCK_RECORDS} each
   */
  static SpoolWriter start(Spool spool, int blocks) {
    ExecutorService syncer =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().name("flows-sync").factory());
    SpoolWriter writer = new SpoolWriter(spool, blocks, System::nanoTime, syncer);
    writer.thread.start();
    return writer;
  }

  /** An empty block to fill; null if all are on their way. */
  @Nullable Block take() {
    Block block = free.poll();
    if (block != null) {
      block.count = 0;
    }
    return block;
  }

  /** Hands over a block that was taken; an empty one is just given back. */
  void put(Block block) {
    full.offer(block);
    LockSupport.unpark(thread);
  }

  /** All was put: from now on it is synced once it is written, not up to a second later. */
  void complete() {
    complete = true;
    LockSupport.unpark(thread);
  }

  /** How much may be put. */
  Room room() {
    return room;
  }

  /** Records that were put but could not be written before the end. */
  long givenUp() {
    return givenUp;
  }

  private void run() {
    while (!closing) {
      long pause = step();
      if (pause > 0) {
        LockSupport.parkNanos(this, pause);
      }
    }
  }

  /**
   * Does what is due.
   *
   * @return for how many nanoseconds there is nothing to do, unless a block comes
   */
  long step() {
    boolean wrote = write();
    long now = nanos.getAsLong();
    if (isUnsynced() && !syncing && (now - lastSync >= SECOND || (complete && !wrote))) {
      sync(now);
    }
    troubled(writeTrouble);
    judge();
    if (wrote) {
      return 0;
    }
    return isUnsynced() ? Math.clamp(lastSync + SECOND - now, 1, SECOND) : SECOND;
  }

  /** Writes a block; false if there is none, or it has to wait. */
  private boolean write() {
    Block block = waiting == null ? full.poll() : waiting;
    if (block == null) {
      return false;
    }
    waiting = block;
    if (block.count > 0) {
      if (!spool.hasRoom(block.count)) {
        // Said by those who see their records given up; here it just waits for the database.
        return false;
      }
      try {
        spool.append(block.bytes, block.count);
        unsynced = true;
        troubled(null);
      } catch (IOException e) {
        troubled(SpoolFiles.reason(e));
        return false;
      }
    }
    waiting = null;
    free.offer(block);
    return true;
  }

  private boolean isUnsynced() {
    return unsynced || syncTrouble != null;
  }

  /** Lets the disk take its time without keeping what is captured from being written. */
  private void sync(long now) {
    lastSync = now;
    unsynced = false;
    syncing = true;
    if (syncer == null) {
      force();
    } else {
      syncer.execute(this::force);
    }
  }

  private void force() {
    try {
      spool.sync();
      syncTrouble = null;
    } catch (IOException e) {
      syncTrouble = SpoolFiles.reason(e);
    } finally {
      syncing = false;
    }
  }

  private void troubled(@Nullable String write) {
    String sync = syncTrouble;
    writeTrouble = write;
    boolean fails = write != null || sync != null;
    if (fails && !failing) {
      LOG.error(
          "cannot write to the spool {}: {}; trying again every second",
          spool.directory(),
          write != null ? write : sync);
    } else if (failing && !fails) {
      LOG.info("the spool {} can be written again", spool.directory());
    }
    failing = fails;
  }

  private void judge() {
    long used = spool.usage().bytes();
    long block = Segment.BLOCK_HEADER + (long) BLOCK_RECORDS * FlowRecord.BYTES;
    if (failing || used + block > spool.maxSize()) {
      room = Room.NONE;
    } else {
      room = used < spool.maxSize() / 100 * DETAILS_PERCENT ? Room.DETAILS : Room.SUMS;
    }
  }

  /** Writes what was put before, as far as the disk and the spool take it, and syncs. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return;
    }
    while (write()) {
      // One block a turn.
    }
    if (syncer != null) {
      syncer.close();
    }
    force();
    troubled(writeTrouble);
    giveUp();
  }

  private void giveUp() {
    long records = 0;
    for (Block block = waiting; block != null; block = full.poll()) {
      records += block.count;
    }
    waiting = null;
    if (records > 0) {
      givenUp = records;
      LOG.error("{} records are given up: the spool did not take them", records);
    }
  }
}
