package sonde.flows;

/** What {@link Decoder} made of a packet. */
enum Verdict {
  /** An IP packet, now described by the {@link Packet}. */
  IP,
  /** Another protocol, or a link type that is not known. */
  NOT_IP,
  /** Cut off before what is needed, or at odds with itself. */
  MALFORMED
}
