package sonde.flows;

/** A format of capture files. */
sealed interface CaptureFormat permits PcapFormat, PcapngFormat {
  /**
   * Hands over all packets that are whole in the buffer, and consumes them.
   *
   * @throws CaptureException if what comes next is no packet; those before it were handed over
   */
  void deliver(CaptureBuffer buffer, PacketHandler handler) throws CaptureException;

  /** What the format calls the unit in which it is written. */
  String unit();
}
