package sonde.collect;

/** For collectors whose specs do not say that they ask more. */
enum NoSession implements Session {
  INSTANCE;

  @Override
  public <T> T ask(Request<T> request) {
    throw new IllegalStateException(
        request.name() + " is a second question, and the spec does not say asksMore");
  }
}
