package sonde.flows;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/** Reads a segment's blocks one after the other, over damaged ones. For one thread. */
final class SegmentReader implements Closeable {
  private final Segment segment;
  private final FileChannel channel;
  private final ByteBuffer block;
  private long position;
  private long start;
  private long first;
  private int count;

  /**
   * Begins with its first block.
   *
   * @param block room for the largest block, header and records
   */
  SegmentReader(Segment segment, ByteBuffer block) throws IOException {
    this.segment = segment;
    this.block = block;
    this.channel = FileChannel.open(segment.file(), StandardOpenOption.READ);
    this.position = Segment.HEADER;
  }

  /** Room for the largest block. */
  static ByteBuffer room() {
    return ByteBuffer.allocate(Segment.BLOCK_HEADER + Segment.MOST * FlowRecord.BYTES);
  }

  Segment segment() {
    return segment;
  }

  /**
   * Goes to the next intact block that ends at or before the limit.
   *
   * @return false if there is none; the position stays, since there may be one later
   */
  boolean next(long limit) throws IOException {
    for (long at = position; at + Segment.BLOCK_HEADER <= limit; at += Segment.ALIGNMENT) {
      if (load(at, limit)) {
        start = at;
        position = at + Segment.BLOCK_HEADER + (long) count * FlowRecord.BYTES;
        return true;
      }
    }
    return false;
  }

  private boolean load(long at, long limit) throws IOException {
    block.clear().limit(Segment.BLOCK_HEADER);
    if (!Segment.readFully(channel, block, at) || !Segment.plausible(block)) {
      return false;
    }
    int records = block.getInt(4);
    int length = records * FlowRecord.BYTES;
    if (at + Segment.BLOCK_HEADER + length > limit) {
      return false;
    }
    block.limit(Segment.BLOCK_HEADER + length);
    if (!Segment.readFully(channel, block, at + Segment.BLOCK_HEADER)
        || !Segment.intact(block, length)) {
      return false;
    }
    count = records;
    first = block.getLong(8);
    return true;
  }

  /** The sequence of the block's first record. */
  long first() {
    return first;
  }

  /** How many records the block has. */
  int count() {
    return count;
  }

  /** The sequence of the block's last record. */
  long last() {
    return first + count - 1;
  }

  /** Copies records of the block, from one of them on. */
  void copy(long fromSequence, byte[] to, int at) {
    int skipped = (int) (fromSequence - first);
    block.get(
        Segment.BLOCK_HEADER + skipped * FlowRecord.BYTES,
        to,
        at,
        (count - skipped) * FlowRecord.BYTES);
  }

  /** Where the block begins in the file. */
  long start() {
    return start;
  }

  /** Where to go on: behind the last block. */
  long position() {
    return position;
  }

  /** Goes on at another place. */
  void position(long at) {
    position = at;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
