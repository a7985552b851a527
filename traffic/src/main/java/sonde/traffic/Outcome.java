package sonde.traffic;

/** What became of a job that was due. Every job has one, so that they add up. */
enum Outcome {
  /** As many connections as may be were open, so it was left out. */
  SKIPPED(false, false),
  /** Nothing was sent: no such name, no way there, the source is none of this machine, no port. */
  UNSENT(false, false),
  /** The host, or one on the way, said that it cannot be reached. */
  UNREACHABLE(true, false),
  /** The opening was not answered in time. */
  UNANSWERED(true, false),
  /** The opening was refused. */
  REFUSED(true, false),
  /** The server reset or closed the connection before the job was done. */
  BROKEN(true, true),
  /** The job was not done in its time. */
  TIMED_OUT(true, true),
  /** The server answered something else than was asked for, such as that the password is wrong. */
  REJECTED(true, true),
  /** Done. */
  COMPLETED(true, true);

  private final boolean attempted;
  private final boolean established;

  Outcome(boolean attempted, boolean established) {
    this.attempted = attempted;
    this.established = established;
  }

  /** Whether its opening was sent, so that who watches the traffic counts a connection. */
  boolean isAttempted() {
    return attempted;
  }

  /** Whether the connection was open. */
  boolean isEstablished() {
    return established;
  }

  /** Whether its opening was sent, but neither refused nor followed by what was to be done. */
  boolean isFailed() {
    return attempted && this != REFUSED && this != COMPLETED;
  }
}
