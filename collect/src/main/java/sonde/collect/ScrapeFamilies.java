package sonde.collect;

import java.time.Duration;

/** The families of a store that tell of the scrape itself, such as {@code redis_up}. */
public interface ScrapeFamilies {
  /** Declares them. */
  Spec spec();

  /** Puts them, for a node that is up or down. */
  void put(Scrape scrape, Sink out);

  /**
   * A scrape and those before it.
   *
   * @param snapshot what this one gave
   * @param scrapes how many there were, with this one
   * @param total how long they took together
   */
  record Scrape(Snapshot snapshot, long scrapes, Duration total) {}
}
