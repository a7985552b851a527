package sonde.flows;

/**
 * The order in which records of a slab were last heard of: a list that runs through the records
 * themselves. Used by one thread.
 */
final class IdleOrder {
  private static final int NONE = -1;

  private final Slab slab;
  private final int older;
  private final int younger;
  private int oldest = NONE;
  private int youngest = NONE;

  /**
   * Orders no records yet.
   *
   * @param older where a record has four bytes for the one before it
   * @param younger where it has four bytes for the one after it
   */
  IdleOrder(Slab slab, int older, int younger) {
    this.slab = slab;
    this.older = older;
    this.younger = younger;
  }

  /** The one that nothing was heard of for the longest time; -1 if there is none. */
  int oldest() {
    return oldest;
  }

  /** Adds a record as the youngest. */
  void add(int slot) {
    slab.putInt(slot, older, youngest);
    slab.putInt(slot, younger, NONE);
    if (youngest >= 0) {
      slab.putInt(youngest, younger, slot);
    } else {
      oldest = slot;
    }
    youngest = slot;
  }

  void remove(int slot) {
    int before = slab.getInt(slot, older);
    int after = slab.getInt(slot, younger);
    if (before >= 0) {
      slab.putInt(before, younger, after);
    } else {
      oldest = after;
    }
    if (after >= 0) {
      slab.putInt(after, older, before);
    } else {
      youngest = before;
    }
  }

  /** Makes a record that is there the youngest. */
  void renew(int slot) {
    if (slot != youngest) {
      remove(slot);
      add(slot);
    }
  }
}
