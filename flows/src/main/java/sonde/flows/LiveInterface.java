package sonde.flows;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sonde.flows.PacketSource.Drops;

/** One interface that is captured, opened as often as it comes back. For one thread. */
final class LiveInterface {
  private static final Logger LOG = LoggerFactory.getLogger(LiveInterface.class);

  /** The name that stands for all interfaces. */
  static final String ANY = "any";

  /** Enough for the headers of what {@link Decoder} knows, with some tags and extensions. */
  private static final int SNAP_LENGTH = 256;

  /** After so long a part of the buffer is handed over that is not yet full. */
  private static final int TIMEOUT_MILLIS = 50;

  private static final long SECOND = 1_000_000_000;
  private static final int MICROSECOND = 1_000;
  private static final int NONE = 0;

  private final String name;
  private final @Nullable String filter;
  private final int bufferSize;
  private final MemorySegment results;
  private final MemorySegment statistics;

  private long handle = NONE;
  private int descriptor;
  private int index = NONE;
  private int nanosPerFraction = 1;
  private LinkType link = LinkType.UNKNOWN;
  private @Nullable String failure;
  private long kernelDrops;
  private long deviceDrops;
  private int lastKernel;
  private int lastDevice;

  /** Read by other threads. */
  private volatile boolean up;

  /**
   * An interface that is not open yet.
   *
   * @param scratch where libpcap puts its answers, {@link #SCRATCH} bytes
   */
  LiveInterface(String name, @Nullable String filter, int bufferSize, MemorySegment scratch) {
    this.name = name;
    this.filter = filter;
    this.bufferSize = bufferSize;
    this.results = scratch.asSlice(0, 2 * Long.BYTES);
    this.statistics = scratch.asSlice(2 * Long.BYTES, LibPcap.STATISTICS);
  }

  /** Bytes that answers of libpcap need. */
  static final int SCRATCH = 32;

  String name() {
    return name;
  }

  /** Whether it is captured now. */
  boolean isUp() {
    return up;
  }

  /** What to poll. */
  int descriptor() {
    return descriptor;
  }

  /** Why it could not be opened or read; null if nothing is known. */
  @Nullable String failure() {
    return failure;
  }

  /** What was lost since the first opening. */
  Drops drops() {
    return new Drops(kernelDrops, deviceDrops);
  }

  /**
   * Begins to capture.
   *
   * @return null, or why not: what libpcap says
   * @throws CaptureException if another try would not help: missing rights, a wrong filter
   */
  @Nullable String open() throws CaptureException {
    index = currentIndex();
    failure = null;
    try {
      failure = start();
    } finally {
      if (!up) {
        abandon();
      }
    }
    return failure;
  }

  private @Nullable String start() throws CaptureException {
    handle = LibPcap.create(name);
    if (handle == NONE) {
      return "out of memory";
    }
    // Promiscuous mode is left alone: what is accounted are connections of this machine, and other
    // machines' packets, which only an interface in that mode would see, are not among them.
    LibPcap.configure(handle, SNAP_LENGTH, bufferSize, TIMEOUT_MILLIS);
    int status = LibPcap.activate(handle);
    if (status < 0) {
      String error = LibPcap.error(handle);
      String reason = error.isEmpty() ? LibPcap.status(status) : error;
      if (status == LibPcap.PERMISSION_DENIED) {
        throw new CaptureException(LiveCapture.rights(reason));
      }
      return reason;
    }
    KernelFilter.set(handle, filter);
    if (LibPcap.setNonBlocking(handle) < 0) {
      return LibPcap.error(handle);
    }
    descriptor = LibPcap.fileDescriptor(handle);
    nanosPerFraction = LibPcap.inNanoseconds(handle) ? 1 : MICROSECOND;
    link = LinkType.of(LibPcap.linkType(handle));
    if (link == LinkType.UNKNOWN) {
      LOG.warn("interface {} has a link type that is not known: nothing of it is accounted", name);
    }
    lastKernel = 0;
    lastDevice = 0;
    up = true;
    return null;
  }

  private void abandon() {
    if (handle != NONE) {
      LibPcap.close(handle);
      handle = NONE;
    }
  }

  /** Ends with it, for good or until it is opened again. */
  void close() {
    if (up) {
      count();
      up = false;
    }
    abandon();
  }

  /**
   * Hands over what is there.
   *
   * @param most packets to hand over
   * @return how many were; if reading failed, {@link #failure} says why
   */
  int read(PacketHandler handler, int most) {
    long answers = results.address();
    for (int i = 0; i < most; i++) {
      int status = LibPcap.next(handle, answers);
      if (status <= 0) {
        if (status < 0) {
          failure = LibPcap.error(handle);
        }
        return i;
      }
      MemorySegment memory = LibPcap.MEMORY;
      long header = memory.get(ValueLayout.JAVA_LONG, answers);
      long packet = memory.get(ValueLayout.JAVA_LONG, answers + Long.BYTES);
      long seconds = memory.get(ValueLayout.JAVA_LONG, header + LibPcap.HEADER_SECONDS);
      long fraction = memory.get(ValueLayout.JAVA_LONG, header + LibPcap.HEADER_FRACTION);
      handler.packet(
          memory,
          packet,
          memory.get(ValueLayout.JAVA_INT, header + LibPcap.HEADER_CAPTURED),
          memory.get(ValueLayout.JAVA_INT, header + LibPcap.HEADER_LENGTH),
          link,
          seconds * SECOND + fraction * nanosPerFraction);
    }
    return most;
  }

  /** Adds up what was lost since it was last counted: libpcap's own numbers have 32 bits. */
  void count() {
    if (LibPcap.statistics(handle, statistics) < 0) {
      return;
    }
    int kernel = statistics.get(ValueLayout.JAVA_INT, LibPcap.STATISTICS_KERNEL);
    int device = statistics.get(ValueLayout.JAVA_INT, LibPcap.STATISTICS_DEVICE);
    kernelDrops += Integer.toUnsignedLong(kernel - lastKernel);
    deviceDrops += Integer.toUnsignedLong(device - lastDevice);
    lastKernel = kernel;
    lastDevice = device;
  }

  /** Whether what was opened is no more, even if another of its name is there now. */
  boolean isGone() {
    return index != currentIndex();
  }

  /** Whether there is an interface of this name. */
  static boolean exists(String name) {
    return name.equals(ANY) || CLibrary.interfaceIndex(name) != NONE;
  }

  private int currentIndex() {
    return name.equals(ANY) ? NONE : CLibrary.interfaceIndex(name);
  }
}
