package sonde.collect;

/** A request of these tests. */
record Question(String name) implements Request<String> {}
