package sonde.collect;

/** Asks one request at once. */
interface Session {
  <T> T ask(Request<T> request) throws FailedException;
}
