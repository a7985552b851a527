package sonde.config;

/** Takes the problems that a record finds in itself. */
public interface Checks {

  /**
   * Reports a problem of one component.
   *
   * @param component the component's name in the record, such as {@code maxSeries}
   * @param message what is wrong and what is allowed
   * @throws IllegalArgumentException if the record has no such component
   */
  void problem(String component, String message);

  /** Reports a problem of the record as a whole. */
  void problem(String message);
}
