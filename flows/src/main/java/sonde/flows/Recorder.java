package sonde.flows;

/** Who is told what happened to connections. */
interface Recorder {
  /** Nobody. */
  Recorder NONE =
      new Recorder() {
        @Override
        public void happened(FlowTable flows, int slot, Event event, long wallNanos) {
          // The sums by host are enough.
        }

        @Override
        public void tick(long now, long wallNanos) {
          // There is nothing that waits.
        }
      };

  /** Takes a record of a connection: what happened, and its amounts since the record before. */
  void happened(FlowTable flows, int slot, Event event, long wallNanos);

  /** To be called often: records do not wait for company for long. */
  void tick(long now, long wallNanos);
}
