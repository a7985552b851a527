package sonde.tally;

import java.util.OptionalInt;

/**
 * How many replicas must have a count before it is acknowledged.
 *
 * @param number so many; empty for every replica that is attached, and at least one
 */
public record Replicas(OptionalInt number) {
  /** Every attached replica, at least one: Sentinel may promote any of them. */
  public static final Replicas ATTACHED = new Replicas(OptionalInt.empty());

  /** None: for a single server. */
  static final Replicas NONE = new Replicas(OptionalInt.of(0));

  private static final int MOST = 100;

  /**
   * Reads {@code attached} or a number.
   *
   * @throws IllegalArgumentException saying what may be said
   */
  public static Replicas parse(String text) {
    if (text.equals("attached")) {
      return ATTACHED;
    }
    if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) > MOST) {
      throw new IllegalArgumentException("is attached, or a number up to " + MOST);
    }
    return new Replicas(OptionalInt.of(Integer.parseInt(text)));
  }

  /** Whether a count is acknowledged as soon as the primary has it. */
  boolean none() {
    return number.isPresent() && number.getAsInt() == 0;
  }

  /** Whether all that are attached must have it. */
  boolean attached() {
    return number.isEmpty();
  }

  @Override
  public String toString() {
    return number.isEmpty() ? "attached" : Integer.toString(number.getAsInt());
  }
}
