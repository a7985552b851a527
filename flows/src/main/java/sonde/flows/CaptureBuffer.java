package sonde.flows;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** The part of a file that is being read, in native memory: packets are handed over from there. */
final class CaptureBuffer implements Closeable {
  /** What one packet or block may need: as much as libpcap grants. */
  static final int LARGEST = 16 << 20;

  private static final int INITIAL = 1 << 20;

  private final ReadableByteChannel channel;
  private Arena arena;
  private MemorySegment memory;
  private ByteBuffer bytes;
  private long position;
  private long limit;
  private long before;

  CaptureBuffer(ReadableByteChannel channel) {
    this.channel = channel;
    // Shared, as it may be opened on one thread and read on another.
    this.arena = Arena.ofShared();
    this.memory = arena.allocate(INITIAL);
    this.bytes = memory.asByteBuffer();
  }

  MemorySegment memory() {
    return memory;
  }

  /** Where in the memory what was not yet consumed begins. */
  long position() {
    return position;
  }

  /** Where in the memory it ends. */
  long limit() {
    return limit;
  }

  long remaining() {
    return limit - position;
  }

  /** Where in the file a place in the memory is. */
  long offset(long at) {
    return before + at;
  }

  /** How much of the file was read. */
  long end() {
    return before + limit;
  }

  /** What is before this place in the memory is not needed any more. */
  void consume(long upTo) {
    position = upTo;
  }

  /**
   * Reads on; moves what is in the memory.
   *
   * @return false at the end
   */
  boolean fill() throws IOException {
    if (position > 0) {
      MemorySegment.copy(memory, position, memory, 0, remaining());
      before += position;
      limit -= position;
      position = 0;
    }
    if (limit == memory.byteSize()) {
      grow();
    }
    bytes.clear().position((int) limit);
    int count = channel.read(bytes);
    if (count < 0) {
      return false;
    }
    limit += count;
    return true;
  }

  private void grow() {
    if (limit >= LARGEST) {
      throw new IllegalStateException("asked for more than " + LARGEST + " bytes at a time");
    }
    Arena larger = Arena.ofShared();
    MemorySegment copy = larger.allocate(limit * 2);
    MemorySegment.copy(memory, 0, copy, 0, limit);
    arena.close();
    arena = larger;
    memory = copy;
    bytes = copy.asByteBuffer();
  }

  @Override
  public void close() throws IOException {
    if (arena.scope().isAlive()) {
      arena.close();
    }
    channel.close();
  }
}
