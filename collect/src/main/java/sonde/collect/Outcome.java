package sonde.collect;

/** What became of a collector in a run. */
public sealed interface Outcome {
  /** It gave its samples, if only none. */
  record Success() implements Outcome {}

  /** The server has nothing for it. */
  record Unsupported(String reason) implements Outcome {}

  /** It gave nothing. */
  record Failed(Failure failure) implements Outcome {}
}
