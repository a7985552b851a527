package sonde.flows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Finds records of a {@link Slab} by their keys' hashes: open addressing with linear probing
 * outside the heap, at most half full, so that a search touches one or two cache lines. Keys are
 * compared by the record's owner. Not safe for several threads.
 */
final class HashIndex {
  private static final int LEAST_BITS = 10;

  /** Who knows the key that is searched, and the records' keys. */
  @FunctionalInterface
  interface Keys {
    /** Whether the record has the key that is searched. */
    boolean matches(int slot);
  }

  /** Each entry is a hash and the number of a record plus one; 0 is empty. */
  private MemorySegment entries = Arena.ofAuto().allocate(Long.BYTES << LEAST_BITS, Long.BYTES);

  private int mask = (1 << LEAST_BITS) - 1;
  private int size;

  private long entry(int at) {
    return entries.get(ValueLayout.JAVA_LONG, (long) at << 3);
  }

  private void set(int at, long entry) {
    entries.set(ValueLayout.JAVA_LONG, (long) at << 3, entry);
  }

  private static int slot(long entry) {
    return (int) entry - 1;
  }

  private static int hash(long entry) {
    return (int) (entry >> Integer.SIZE);
  }

  /** A record that may have this hash, to bring it into the cache; -1 if there is none. */
  int guess(int hash) {
    return slot(entry(hash & mask));
  }

  /** The record with this hash that matches; -1 if there is none. */
  int find(int hash, Keys keys) {
    for (int at = hash & mask; ; at = (at + 1) & mask) {
      long entry = entry(at);
      if (entry == 0) {
        return -1;
      }
      if (hash(entry) == hash && keys.matches(slot(entry))) {
        return slot(entry);
      }
    }
  }

  /** Adds a record that is not there. */
  void add(int hash, int slot) {
    if (2 * (size + 1) > mask) {
      grow();
    }
    put(((long) hash << Integer.SIZE) | (slot + 1));
    size++;
  }

  private void put(long entry) {
    int at = hash(entry) & mask;
    while (entry(at) != 0) {
      at = (at + 1) & mask;
    }
    set(at, entry);
  }

  private void grow() {
    MemorySegment old = entries;
    int length = mask + 1;
    entries = Arena.ofAuto().allocate((long) length * 2 * Long.BYTES, Long.BYTES);
    mask = length * 2 - 1;
    for (int at = 0; at < length; at++) {
      long entry = old.get(ValueLayout.JAVA_LONG, (long) at << 3);
      if (entry != 0) {
        put(entry);
      }
    }
  }

  /** Takes a record out that is there, and closes the gap, so that no search stops short. */
  void remove(int hash, int slot) {
    long wanted = ((long) hash << Integer.SIZE) | (slot + 1);
    int gap = hash & mask;
    while (entry(gap) != wanted) {
      gap = (gap + 1) & mask;
    }
    for (int at = (gap + 1) & mask; entry(at) != 0; at = (at + 1) & mask) {
      int home = hash(entry(at)) & mask;
      // It may move into the gap unless its home lies behind it.
      if (((at - home) & mask) >= ((at - gap) & mask)) {
        set(gap, entry(at));
        gap = at;
      }
    }
    set(gap, 0);
    size--;
  }

  int size() {
    return size;
  }
}
