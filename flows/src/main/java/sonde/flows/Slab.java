package sonde.flows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Records of one size outside the heap, numbered from 0. It grows by chunks, so that nothing is
 * copied, and memory is taken only for what is used. A freed record is the next to be given out.
 * The memory is given back when nobody refers to the slab any more. Not safe for several threads.
 */
final class Slab {
  private static final int CHUNK_BYTES = 1 << 20;
  private static final int CACHE_LINE = 64;

  private final Arena arena = Arena.ofAuto();
  private final int recordBytes;
  private final int chunkBits;
  private final int chunkMask;
  private MemorySegment[] chunks = new MemorySegment[0];
  private int used;
  private int firstFree = -1;

  /**
   * Makes an empty one.
   *
   * @param recordBytes a power of two, at most a megabyte
   */
  Slab(int recordBytes) {
    if (Integer.bitCount(recordBytes) != 1 || recordBytes > CHUNK_BYTES) {
      throw new IllegalArgumentException("not a power of two: " + recordBytes);
    }
    this.recordBytes = recordBytes;
    this.chunkBits = Integer.numberOfTrailingZeros(CHUNK_BYTES / recordBytes);
    this.chunkMask = (1 << chunkBits) - 1;
  }

  /** Gives out a record full of zeros. */
  int allocate() {
    int slot = firstFree;
    if (slot >= 0) {
      firstFree = getInt(slot, 0);
      chunk(slot).asSlice(offset(slot, 0), recordBytes).fill((byte) 0);
      return slot;
    }
    slot = used++;
    if (slot >> chunkBits == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunks.length + 1);
      chunks[chunks.length - 1] = arena.allocate(CHUNK_BYTES, CACHE_LINE);
    }
    return slot;
  }

  /** Takes a record back: its first four bytes are the slab's from now on, the others are zero. */
  void free(int slot) {
    chunk(slot).asSlice(offset(slot, 0), recordBytes).fill((byte) 0);
    putInt(slot, 0, firstFree);
    firstFree = slot;
  }

  /** The number after the highest that was ever given out. */
  int end() {
    return used;
  }

  private MemorySegment chunk(int slot) {
    return chunks[slot >> chunkBits];
  }

  private long offset(int slot, int field) {
    return (long) (slot & chunkMask) * recordBytes + field;
  }

  long getLong(int slot, int field) {
    return chunk(slot).get(ValueLayout.JAVA_LONG, offset(slot, field));
  }

  void putLong(int slot, int field, long value) {
    chunk(slot).set(ValueLayout.JAVA_LONG, offset(slot, field), value);
  }

  void addLong(int slot, int field, long value) {
    MemorySegment chunk = chunk(slot);
    long offset = offset(slot, field);
    chunk.set(ValueLayout.JAVA_LONG, offset, chunk.get(ValueLayout.JAVA_LONG, offset) + value);
  }

  int getInt(int slot, int field) {
    return chunk(slot).get(ValueLayout.JAVA_INT, offset(slot, field));
  }

  void putInt(int slot, int field, int value) {
    chunk(slot).set(ValueLayout.JAVA_INT, offset(slot, field), value);
  }
}
