package sonde.flows;

import java.time.Duration;

/**
 * Follows connections from packet to packet: who opened them, how far they got, how they ended.
 * Time is the caller's, {@code now} never steps back, {@code wall} is what records are stamped
 * with; both in nanoseconds. Used by one thread.
 */
final class Connections {
  /** How long it takes at most to look at every connection once. */
  private static final Duration SWEEP = Duration.ofSeconds(5);

  /** In so many steps. */
  private static final int SWEEP_STEPS = 100;

  private final FlowTable flows;
  private final PortSet ports;
  private final Meters meters;
  private final Recorder recorder;
  private final int maxFlows;
  private final int activeSeconds;
  private final long sweepNanos;

  private long opened;
  private long established;
  private long closed;
  private long refused;
  private long reset;
  private long timedOut;
  private long evicted;
  private long open;

  private int hand;
  private long swept = Long.MIN_VALUE;

  /**
   * Follows none yet.
   *
   * @param ports of servers that are accounted
   * @param maxFlows how many are followed at a time
   * @param activeTimeout how often one that stays open is recorded
   */
  Connections(
      FlowTable flows,
      PortSet ports,
      Meters meters,
      Recorder recorder,
      int maxFlows,
      Duration activeTimeout) {
    this.flows = flows;
    this.ports = ports;
    this.meters = meters;
    this.recorder = recorder;
    this.maxFlows = maxFlows;
    this.activeSeconds = (int) activeTimeout.toSeconds();
    this.sweepNanos = Math.min(SWEEP.toNanos(), activeTimeout.toNanos() / 10);
  }

  /** Readies packets for {@link #packet}; at most {@link FlowTable#MOST_PREPARED}. */
  void prepare(Packet[] packets, int count) {
    flows.prepare(packets, count);
  }

  /**
   * Accounts a packet with ports, which is prepared.
   *
   * @return false if it belongs to no connection that is accounted
   */
  boolean packet(Packet packet, long now, long wall) {
    if (!ports.contains(packet.sourcePort) && !ports.contains(packet.targetPort)) {
      return false;
    }
    int slot = flows.find(packet);
    if (slot >= 0 && (isOver(slot, now) || isAnother(slot, packet))) {
      expire(slot, now, wall);
      slot = -1;
    }
    if (slot < 0) {
      return open(packet, now, wall);
    }
    flows.count(slot, packet.length, now);
    if (flows.phase(slot) == FlowTable.FOREIGN) {
      return false;
    }
    meters.packet(flows.meter(slot), flows.isFromClient(slot), packet.length);
    follow(slot, packet, now, wall);
    return true;
  }

  private boolean isOver(int slot, long now) {
    return now - flows.heard(slot) >= Timeouts.of(flows, slot);
  }

  /** Whether a packet opens a new connection between the ends of one that is known. */
  private boolean isAnother(int slot, Packet packet) {
    if (!opens(packet)) {
      return false;
    }
    if (flows.isFromClient(slot)) {
      // The same number is a SYN sent again.
      return flows.sequence(slot) != packet.sequence;
    }
    int phase = flows.phase(slot);
    return phase == FlowTable.ENDED || phase == FlowTable.FOREIGN;
  }

  private static boolean opens(Packet packet) {
    return packet.protocol == Packet.TCP
        && !packet.laterFragment
        && (packet.flags & (Packet.SYN | Packet.ACK)) == Packet.SYN;
  }

  private boolean open(Packet packet, long now, long wall) {
    boolean clientIsSource = clientIsSource(packet);
    int port = clientIsSource ? packet.targetPort : packet.sourcePort;
    boolean foreign = !ports.contains(port);
    if (flows.size() >= maxFlows) {
      evict(now, wall);
    }
    int slot =
        flows.insert(clientIsSource, firstPhase(packet, foreign), packet.sequence, now, wall);
    flows.count(slot, packet.length, now);
    if (foreign) {
      return false;
    }
    opened++;
    open++;
    int meter = meters.opened(flows.clientHigh(slot), flows.clientLow(slot), port, now);
    flows.meter(slot, meter);
    meters.packet(meter, clientIsSource, packet.length);
    record(slot, Event.OPENED, now, wall);
    follow(slot, packet, now, wall);
    return true;
  }

  private static int firstPhase(Packet packet, boolean foreign) {
    if (foreign) {
      return FlowTable.FOREIGN;
    }
    // A reset that comes first refuses nothing: it ends what was there before.
    boolean reset = packet.protocol == Packet.TCP && (packet.flags & Packet.RST) != 0;
    return reset ? FlowTable.ESTABLISHED : FlowTable.OPENING;
  }

  /** Who sent the SYN; without one, who has not the configured or lower port. */
  private boolean clientIsSource(Packet packet) {
    if (packet.protocol == Packet.TCP && (packet.flags & Packet.SYN) != 0) {
      return (packet.flags & Packet.ACK) == 0;
    }
    boolean source = ports.contains(packet.sourcePort);
    boolean target = ports.contains(packet.targetPort);
    return source == target ? packet.targetPort <= packet.sourcePort : target;
  }

  /** What a packet means for its connection. */
  private void follow(int slot, Packet packet, long now, long wall) {
    int phase = flows.phase(slot);
    if (phase == FlowTable.ENDED) {
      return;
    }
    boolean fromClient = flows.isFromClient(slot);
    if (packet.protocol == Packet.UDP) {
      if (!fromClient && phase == FlowTable.OPENING) {
        establish(slot);
      }
    } else if (!packet.laterFragment) {
      followTcp(slot, phase, packet.flags, fromClient, now, wall);
    }
  }

  private void followTcp(int slot, int phase, int flags, boolean fromClient, long now, long wall) {
    if ((flags & Packet.RST) != 0) {
      boolean refuses = phase == FlowTable.OPENING && !fromClient;
      end(slot, refuses ? Event.REFUSED : Event.RESET, now, wall);
      return;
    }
    boolean syn = (flags & Packet.SYN) != 0;
    if (phase == FlowTable.CLOSING) {
      if ((flags & Packet.FIN) == 0) {
        // The acknowledgement of the last FIN.
        end(slot, Event.CLOSED, now, wall);
      }
      return;
    }
    if (syn && !fromClient && phase == FlowTable.OPENING) {
      flows.phase(slot, FlowTable.ANSWERED);
    } else if (!syn
        && (phase == FlowTable.OPENING || (phase == FlowTable.ANSWERED && fromClient))) {
      establish(slot);
    }
    if ((flags & Packet.FIN) != 0 && flows.finished(slot, fromClient)) {
      flows.phase(slot, FlowTable.CLOSING);
    }
  }

  private void establish(int slot) {
    flows.phase(slot, FlowTable.ESTABLISHED);
    established++;
  }

  private void record(int slot, Event event, long now, long wall) {
    recorder.happened(flows, slot, event, wall);
    meters.recorded(flows, slot);
    flows.recorded(slot, now);
  }

  private void end(int slot, Event event, long now, long wall) {
    switch (event) {
      case REFUSED -> refused++;
      case RESET -> reset++;
      case TIMED_OUT -> timedOut++;
      default -> {}
    }
    if (event == Event.EVICTED) {
      evicted++;
    } else {
      closed++;
    }
    open--;
    record(slot, event, now, wall);
    meters.ended(flows.meter(slot), now);
    flows.phase(slot, FlowTable.ENDED);
  }

  /** Lets go of a connection of which nothing more is to come. */
  private void expire(int slot, long now, long wall) {
    int phase = flows.phase(slot);
    if (isOpen(phase)) {
      boolean talked = flows.protocol(slot) == Packet.UDP && phase == FlowTable.ESTABLISHED;
      boolean done = talked || phase == FlowTable.CLOSING;
      end(slot, done ? Event.CLOSED : Event.TIMED_OUT, now, wall);
    } else if (phase == FlowTable.ENDED && flows.hasAmounts(slot)) {
      // What came late.
      record(slot, Event.ACTIVE, now, wall);
    }
    flows.remove(slot);
  }

  private static boolean isOpen(int phase) {
    return phase != FlowTable.ENDED && phase != FlowTable.FOREIGN;
  }

  private void evict(long now, long wall) {
    int slot = flows.oldest();
    if (isOpen(flows.phase(slot))) {
      end(slot, Event.EVICTED, now, wall);
    }
    expire(slot, now, wall);
  }

  /** Looks at a part of the connections: whose time is over, and who is to be recorded. */
  void sweep(long now, long wall) {
    if (swept == Long.MIN_VALUE) {
      swept = now;
    }
    long elapsed = now - swept;
    if (elapsed < sweepNanos / SWEEP_STEPS) {
      return;
    }
    swept = now;
    int end = flows.end();
    int count = elapsed >= sweepNanos ? end : (int) Math.ceilDiv((long) end * elapsed, sweepNanos);
    for (int i = 0; i < count; i++) {
      hand = hand < end ? hand : 0;
      look(hand++, now, wall);
    }
  }

  private void look(int slot, long now, long wall) {
    int phase = flows.phase(slot);
    if (phase == FlowTable.FREE) {
      return;
    }
    if (isOver(slot, now)) {
      expire(slot, now, wall);
    } else if (isOpen(phase)
        && flows.secondsSinceRecord(slot, now) >= activeSeconds
        && flows.hasAmounts(slot)) {
      record(slot, Event.ACTIVE, now, wall);
    }
  }

  /** Records what connections have that is not recorded yet; they stay open. */
  void flush(long now, long wall) {
    for (int slot = 0; slot < flows.end(); slot++) {
      int phase = flows.phase(slot);
      if (phase != FlowTable.FREE && phase != FlowTable.FOREIGN && flows.hasAmounts(slot)) {
        record(slot, Event.ACTIVE, now, wall);
      }
    }
  }

  /** How many are in the table, those that ended a moment ago included. */
  int followed() {
    return flows.size();
  }

  /** The ledger, with the packets as the caller counted them. */
  Ledger ledger(long delivered, long accounted, long otherPorts, long notIp, long malformed) {
    return new Ledger(
        delivered,
        accounted,
        otherPorts,
        notIp,
        malformed,
        opened,
        established,
        closed,
        refused,
        reset,
        timedOut,
        open,
        evicted);
  }
}
