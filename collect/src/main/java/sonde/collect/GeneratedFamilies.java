package sonde.collect;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The families of variables, each made once: servers have hundreds, the same in each scrape. Past a
 * bound they are made anew each time, whatever a server invents. Safe for use by several threads.
 */
public final class GeneratedFamilies {
  private static final int MOST = 4096;

  private final FamilyPrefix prefix;
  private final String[] labels;
  private final Map<String, Family> made = new ConcurrentHashMap<>();

  /**
   * None yet.
   *
   * @param labels the label names of each
   */
  public GeneratedFamilies(FamilyPrefix prefix, String... labels) {
    this.prefix = prefix;
    this.labels = labels.clone();
  }

  /** What their names start with. */
  public FamilyPrefix prefix() {
    return prefix;
  }

  /** The family of a variable. */
  public Family of(String variable) {
    Family known = made.get(variable);
    if (known != null) {
      return known;
    }
    Family family = prefix.family(variable, labels);
    if (made.size() < MOST) {
      made.put(variable, family);
    }
    return family;
  }
}
