package sonde.cli;

/** The exit codes of every command. */
final class Exit {
  /** Success. */
  static final int OK = 0;

  /** It ran, and the answer is no. */
  static final int NO = 1;

  /** Wrong usage or configuration. */
  static final int USAGE = 2;

  private Exit() {}
}
