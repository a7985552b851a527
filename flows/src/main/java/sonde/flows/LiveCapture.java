package sonde.flows;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packets of interfaces, by libpcap. What is wrong at the start is refused in a sentence; an
 * interface that goes away later is left out until it is back, and the others go on.
 *
 * <p>Opened, polled and closed by one thread at a time; {@link #interfaces} and {@link #drops} may
 * be asked by any.
 */
final class LiveCapture implements PacketSource {
  private static final Logger LOG = LoggerFactory.getLogger(LiveCapture.class);

  private static final int WAIT_MILLIS = 100;
  private static final long CHECK_NANOS = 1_000_000_000;

  /** So many packets of one interface, then the next one's turn. */
  private static final int MOST_PACKETS = 4096;

  private static final int LEAST_BUFFER = 64 << 10;

  private final Arena arena = Arena.ofShared();
  private final List<LiveInterface> interfaces = new ArrayList<>();
  private final MemorySegment descriptors;
  private long checked;
  private boolean closed;
  private volatile Drops drops = Drops.NONE;

  private LiveCapture(List<String> names, @Nullable String filter, int bufferSize) {
    descriptors = arena.allocate((long) names.size() * CLibrary.POLL_BYTES, Long.BYTES);
    for (String name : names) {
      interfaces.add(
          new LiveInterface(
              name, filter, bufferSize, arena.allocate(LiveInterface.SCRATCH, Long.BYTES)));
    }
  }

  /**
   * Begins to capture.
   *
   * @param names of interfaces; {@code any} for all
   * @param filter of pcap-filter(7), besides IP; null for none
   * @param bufferSize of the kernel for each interface, bytes
   * @throws CaptureException if libpcap or rights are missing, there is no such interface, or the
   *     filter is none; the message says what to do
   */
  static LiveCapture open(List<String> names, @Nullable String filter, int bufferSize)
      throws CaptureException {
    String missing = LibPcap.missing();
    if (missing != null) {
      throw new CaptureException(missing);
    }
    List<String> distinct = names.stream().distinct().toList();
    if (distinct.contains(LiveInterface.ANY) && distinct.size() > 1) {
      throw new CaptureException(
          "interfaces: any holds all others, whose packets would be counted twice: name any alone,"
              + " or not at all");
    }
    for (String name : distinct) {
      if (!LiveInterface.exists(name)) {
        throw new CaptureException(
            "interfaces: there is no interface " + name + "; there are " + present());
      }
    }
    String expression = filter == null || filter.isBlank() ? null : filter;
    LiveCapture capture = new LiveCapture(distinct, expression, bufferSize);
    try {
      capture.openAll();
    } catch (CaptureException e) {
      capture.close();
      throw e;
    }
    return capture;
  }

  private void openAll() throws CaptureException {
    for (LiveInterface one : interfaces) {
      String failure = one.open();
      if (failure != null) {
        LOG.warn("interface {} cannot be captured yet, tried each second: {}", one.name(), failure);
      }
    }
    checked = System.nanoTime();
  }

  /**
   * Why this process cannot capture on this machine, in a sentence that says what to do; null if it
   * can.
   */
  static @Nullable String obstacle() {
    try (LiveCapture probe = open(List.of(LiveInterface.ANY), null, LEAST_BUFFER)) {
      return probe.interfaces.getFirst().isUp() ? null : "capturing does not work on this machine";
    } catch (CaptureException e) {
      return e.getMessage();
    }
  }

  /** What is said where rights are missing. */
  static String rights(String reason) {
    return "capturing needs CAP_NET_RAW ("
        + reason
        + "): grant it by AmbientCapabilities=CAP_NET_RAW in a systemd unit, in a"
        + " container by cap_add NET_RAW with uid 0, or start it as root";
  }

  private static String present() {
    return Stream.concat(CLibrary.interfaceNames().stream().sorted(), Stream.of(LiveInterface.ANY))
        .collect(Collectors.joining(", "));
  }

  /** The interfaces, and whether each is captured at the moment. For any thread. */
  Map<String, Boolean> interfaces() {
    Map<String, Boolean> states = new LinkedHashMap<>();
    interfaces.forEach(one -> states.put(one.name(), one.isUp()));
    return states;
  }

  @Override
  public boolean poll(PacketHandler handler) throws IOException {
    if (closed) {
      return false;
    }
    if (System.nanoTime() - checked >= CHECK_NANOS) {
      check();
      checked = System.nanoTime();
    }
    if (read(handler) == 0) {
      await();
      read(handler);
    }
    return true;
  }

  private int read(PacketHandler handler) {
    int count = 0;
    for (int i = 0; i < interfaces.size(); i++) {
      LiveInterface one = interfaces.get(i);
      if (one.isUp()) {
        count += one.read(handler, MOST_PACKETS);
        String failure = one.failure();
        if (failure != null) {
          lose(one, failure);
        }
      }
    }
    return count;
  }

  /** Waits until one of them has packets. */
  private void await() {
    int count = 0;
    for (LiveInterface one : interfaces) {
      if (one.isUp()) {
        long at = (long) count * CLibrary.POLL_BYTES;
        descriptors.set(ValueLayout.JAVA_INT, at, one.descriptor());
        // What happened stands after what is awaited, and is overwritten.
        descriptors.set(ValueLayout.JAVA_SHORT, at + CLibrary.POLL_EVENTS, CLibrary.POLL_IN);
        count++;
      }
    }
    // If a signal ends the wait, the caller comes back.
    CLibrary.poll(descriptors, count, WAIT_MILLIS);
  }

  /** Looks after those that went away and those that are back. */
  private void check() {
    for (LiveInterface one : interfaces) {
      if (one.isUp()) {
        if (one.isGone()) {
          lose(one, "it was removed");
        } else {
          one.count();
        }
      }
      if (!one.isUp()) {
        reopen(one);
      }
    }
    sumDrops();
  }

  private void lose(LiveInterface one, String reason) {
    one.close();
    sumDrops();
    LOG.warn("interface {} is gone, tried again each second: {}", one.name(), reason);
  }

  private static void reopen(LiveInterface one) {
    if (!LiveInterface.exists(one.name())) {
      return;
    }
    String before = one.failure();
    String failure;
    try {
      failure = one.open();
    } catch (CaptureException e) {
      failure = e.getMessage();
    }
    if (failure == null) {
      LOG.info("interface {} is captured now", one.name());
    } else if (!failure.equals(before)) {
      LOG.warn("interface {} cannot be captured yet: {}", one.name(), failure);
    }
  }

  private void sumDrops() {
    long kernel = 0;
    long device = 0;
    for (LiveInterface one : interfaces) {
      kernel += one.drops().kernel();
      device += one.drops().device();
    }
    drops = new Drops(kernel, device);
  }

  /** At most a second old while it is polled. */
  @Override
  public Drops drops() {
    return drops;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      interfaces.forEach(LiveInterface::close);
      sumDrops();
      arena.close();
    }
  }
}
