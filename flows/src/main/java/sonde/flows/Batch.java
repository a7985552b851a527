package sonde.flows;

/** Records with consecutive numbers, out of the spool; valid until the next ones are read. */
final class Batch {
  private final long first;
  private final int count;
  private final byte[] bytes;

  /**
   * Records that were read.
   *
   * @param first the first one's number
   * @param count how many, at least one
   * @param bytes the records, from index 0 on; may be longer
   */
  Batch(long first, int count, byte[] bytes) {
    this.first = first;
    this.count = count;
    this.bytes = bytes;
  }

  /** The number of the first record. */
  long first() {
    return first;
  }

  /** The number of the last record. */
  long last() {
    return first + count - 1;
  }

  /** How many records there are. */
  int count() {
    return count;
  }

  /** When the first record was made, milliseconds since 1970. */
  long timeMillis() {
    return FlowRecord.timeOf(bytes, 0);
  }

  /** The record with this number. */
  FlowRecord record(long number) {
    return FlowRecord.read(bytes, (int) (number - first) * FlowRecord.BYTES);
  }
}
