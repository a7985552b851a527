package sonde.flows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Counts of the hosts that have a place. Who has one keeps it, so that no counter falls: what it
 * counted before stays with the others, and it starts at 0. A place is given up after an hour
 * without an open connection, what it counted goes to the others, and the host outside that has
 * opened most connections since takes it. Used by one thread.
 */
final class TopHosts implements Meters {
  private static final long IDLE_NANOS = Duration.ofHours(1).toNanos();
  private static final long SWEEP_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int LEAST_CANDIDATES = 64;

  private final int most;
  private final HostTable table;
  private final Map<Address, Place> places = new HashMap<>();

  /** Openings of hosts outside, at least those of whoever has a large part in them. */
  private final Map<Address, Integer> candidates = new HashMap<>();

  private long swept;
  private long cleared;

  /** A host's place: its meters, and how many of its connections are open. */
  private static final class Place {
    private final List<Integer> meters = new ArrayList<>(1);
    private int open;
    private long idleSince;

    private Place(long now) {
      this.idleSince = now;
    }
  }

  TopHosts(int most, long seed) {
    this.most = most;
    this.table = new HostTable(seed);
  }

  @Override
  public HostTable table() {
    return table;
  }

  @Override
  public int opened(long clientHigh, long clientLow, int port, long now) {
    Address client = new Address(clientHigh, clientLow);
    Place place = places.get(client);
    if (place == null && places.size() < most && candidates.isEmpty()) {
      place = admit(client, now);
    }
    if (place == null) {
      if (most > 0) {
        note(client);
      }
      int other = table.entry(Address.NONE.high(), Address.NONE.low(), port, Integer.MAX_VALUE);
      table.addConnections(other, 1);
      return other;
    }
    int meter = table.entry(clientHigh, clientLow, port, Integer.MAX_VALUE);
    if (!place.meters.contains(meter)) {
      place.meters.add(meter);
    }
    place.open++;
    table.addConnections(meter, 1);
    return meter;
  }

  private Place admit(Address host, long now) {
    Place place = new Place(now);
    places.put(host, place);
    candidates.remove(host);
    return place;
  }

  /** The summary of Misra and Gries: small, and nobody large is missing from it. */
  private void note(Address host) {
    if (candidates.containsKey(host) || candidates.size() < Math.max(LEAST_CANDIDATES, 2 * most)) {
      candidates.merge(host, 1, Integer::sum);
      return;
    }
    for (Iterator<Map.Entry<Address, Integer>> all = candidates.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<Address, Integer> one = all.next();
      if (one.getValue() == 1) {
        all.remove();
      } else {
        one.setValue(one.getValue() - 1);
      }
    }
  }

  @Override
  public void packet(int meter, boolean fromClient, int bytes) {
    table.addPacket(meter, fromClient, bytes);
  }

  @Override
  public void recorded(FlowTable flows, int slot) {
    // All of it has been counted by packet.
  }

  @Override
  public void ended(int meter, long now) {
    Place place = places.get(table.host(meter));
    if (place != null && --place.open == 0) {
      place.idleSince = now;
    }
  }

  /** Gives places that are idle to the largest outside, once a minute; may be called often. */
  void sweep(long now) {
    if (now - swept < SWEEP_NANOS) {
      return;
    }
    swept = now;
    for (Iterator<Place> all = places.values().iterator(); all.hasNext(); ) {
      Place place = all.next();
      if (place.open == 0 && now - place.idleSince >= IDLE_NANOS) {
        place.meters.forEach(table::retire);
        all.remove();
      }
    }
    while (places.size() < most && !candidates.isEmpty()) {
      admit(largest(), now);
    }
    if (now - cleared >= IDLE_NANOS) {
      // Who was large an hour ago need not be so now.
      candidates.clear();
      cleared = now;
    }
  }

  private Address largest() {
    return candidates.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }
}
