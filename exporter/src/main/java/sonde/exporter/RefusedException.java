package sonde.exporter;

import java.util.Set;
import sonde.config.Suggestion;

/** A request that cannot be answered, and why. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * A refusal.
   *
   * @param status of the answer
   * @param message what is wrong, and what there is instead
   */
  RefusedException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** Of a name that is none of those known. */
  static RefusedException unknown(String what, String name, Set<String> known) {
    return new RefusedException(
        400,
        "there is no "
            + what
            + " "
            + shown(name)
            + Suggestion.near(name, known).map(near -> ", did you mean " + near + "?").orElse(":")
            + " "
            + listed(known));
  }

  /** The status of the answer. */
  int status() {
    return status;
  }

  /** A word of a request, for a message: bounded and on one line. */
  static String shown(String word) {
    String start = word.length() > 100 ? word.substring(0, 100) + '…' : word;
    return start.replaceAll("\\p{Cntrl}", "?");
  }

  /** The names that there are. */
  static String listed(Set<String> names) {
    return names.isEmpty() ? "there is none" : "there are " + String.join(", ", names);
  }
}
