package sonde.collect;

import java.time.Duration;

/** The failures that the runner itself finds. */
final class Failures {
  private static final int LONGEST = 300;

  private Failures() {}

  static Failure late(String what, Duration after) {
    return new Failure(Failure.Kind.TIMEOUT, "no answer to " + what + " within " + seconds(after));
  }

  static Failure bug(String where, Throwable thrown) {
    String text = where + ": unexpected " + thrown;
    return new Failure(
        Failure.Kind.BUG, text.length() > LONGEST ? text.substring(0, LONGEST) + '…' : text);
  }

  static String seconds(Duration duration) {
    return duration.toMillis() / 1000.0 + " s";
  }
}
