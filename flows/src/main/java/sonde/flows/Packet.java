package sonde.flows;

/**
 * What of a packet is accounted. One is used for all packets of a thread: {@link Decoder} fills it,
 * so that no packet costs an object. IPv4 addresses stand in the form of RFC 4291 for mapped ones,
 * {@code ::ffff:a.b.c.d}.
 */
final class Packet {
  /** TCP's flags, as they stand in the header's 14th byte. */
  static final int FIN = 1;

  static final int SYN = 2;
  static final int RST = 4;
  static final int ACK = 16;

  /** Protocol numbers of IANA. */
  static final int TCP = 6;

  static final int UDP = 17;

  long sourceHigh;
  long sourceLow;
  long targetHigh;
  long targetLow;
  int sourcePort;
  int targetPort;

  /** {@link #TCP}, {@link #UDP}, or another number of which only addresses and length are there. */
  int protocol;

  /** TCP's flags. */
  int flags;

  /** TCP's sequence number. */
  int sequence;

  /** The IP packet's whole length, headers included, as the IP header says. */
  int length;

  /** Whether this is a fragment, of which only the first has ports. */
  boolean fragment;

  /** Whether this is a fragment after the first: ports, flags and sequence are not set. */
  boolean laterFragment;

  /** The fragments' common identification. */
  int fragmentId;

  /** When it was seen, nanoseconds since 1970. */
  long nanos;

  /** Of its connection's ends and protocol; set by {@link FlowTable#prepare}. */
  int hash;

  /** Whether its source is the end that comes first in the table; set with the hash. */
  boolean sourceIsA;
}
