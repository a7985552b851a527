package sonde.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HashIndexTest {
  private record Entry(int hash, int slot) {}

  /** Few hashes, so that many collide, against a list that holds the same. */
  @Test
  void findsWhatWasAddedAndNotRemoved() {
    SplittableRandom random = new SplittableRandom(1);
    HashIndex index = new HashIndex();
    List<Entry> entries = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < 30_000; i++) {
      if (entries.isEmpty() || random.nextInt(5) < 3) {
        Entry entry = new Entry(random.nextInt(500) * 0x0100_0193, next++);
        index.add(entry.hash, entry.slot);
        entries.add(entry);
      } else {
        Collections.swap(entries, random.nextInt(entries.size()), entries.size() - 1);
        Entry gone = entries.removeLast();
        index.remove(gone.hash, gone.slot);
        assertEquals(-1, index.find(gone.hash, slot -> slot == gone.slot));
      }
      if (i % 100 == 0) {
        entries.forEach(
            entry -> assertEquals(entry.slot, index.find(entry.hash, slot -> slot == entry.slot)));
      }
    }
    assertEquals(entries.size(), index.size());
  }
}
