package sonde.flows;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A queue from one thread to one other, without locks and without garbage. */
final class Ring {
  private final SpoolWriter.@Nullable Block[] slots;
  private final AtomicLong head = new AtomicLong();
  private final AtomicLong tail = new AtomicLong();

  Ring(int capacity) {
    slots = new SpoolWriter.Block[capacity];
  }

  void offer(SpoolWriter.Block block) {
    long at = tail.get();
    if (at - head.get() == slots.length) {
      throw new IllegalStateException("more blocks than were taken");
    }
    slots[(int) (at % slots.length)] = block;
    tail.set(at + 1);
  }

  SpoolWriter.@Nullable Block poll() {
    long at = head.get();
    if (at == tail.get()) {
      return null;
    }
    int index = (int) (at % slots.length);
    SpoolWriter.Block block = slots[index];
    slots[index] = null;
    head.set(at + 1);
    return block;
  }
}
