package sonde.flows;

import java.time.Duration;

/**
 * After how long without a packet a connection has ended: the least that RFC 5382 (TCP) and RFC
 * 4787 (UDP) allow those who keep connections apart by watching them.
 */
final class Timeouts {
  /** Of a connection whose opening or closing has not come to its end; RFC 5382, REQ-5. */
  static final long TRANSITORY = Duration.ofMinutes(4).toNanos();

  /** Of one that is open; RFC 5382, REQ-5. */
  static final long ESTABLISHED = Duration.ofMinutes(124).toNanos();

  /** Of a conversation over UDP; RFC 4787, REQ-5. */
  static final long UDP = Duration.ofMinutes(2).toNanos();

  /** For how long late packets are known to belong to one that has ended. */
  static final long LINGER = Duration.ofSeconds(15).toNanos();

  private Timeouts() {}

  /** Of a connection as it is. */
  static long of(FlowTable flows, int slot) {
    return switch (flows.phase(slot)) {
      case FlowTable.ENDED -> LINGER;
      case FlowTable.CLOSING -> LINGER;
      case FlowTable.ESTABLISHED -> flows.protocol(slot) == Packet.UDP ? UDP : ESTABLISHED;
      default -> flows.protocol(slot) == Packet.UDP ? UDP : TRANSITORY;
    };
  }
}
