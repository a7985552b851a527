package sonde.flows;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The functions of libpcap (1.5 or later) that are used, and poll(2). Handles and other pointers
 * are numbers here, which on the 64-bit systems that have foreign functions are passed alike: so
 * nothing is allocated for a packet.
 */
@SuppressWarnings("restricted") // Foreign functions are what this class is for.
final class LibPcap {
  /** All memory: where libpcap's packets lie. */
  static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  /** Bytes of struct bpf_program. */
  static final int PROGRAM = 16;

  /** Bytes of struct pcap_pkthdr, and what stands in it. */
  static final int HEADER = 24;

  static final int HEADER_SECONDS = 0;
  static final int HEADER_FRACTION = 8;
  static final int HEADER_CAPTURED = 16;
  static final int HEADER_LENGTH = 20;

  /** Bytes of struct pcap_stat, and what stands in it. */
  static final int STATISTICS = 12;

  static final int STATISTICS_KERNEL = 4;
  static final int STATISTICS_DEVICE = 8;

  static final int PERMISSION_DENIED = -8;

  private static final List<String> NAMES = List.of("libpcap.so.1", "libpcap.so.0.8", "libpcap.so");
  private static final @Nullable SymbolLookup LIBRARY = library();

  private static final int ERROR_BYTES = 256;
  private static final int NANOSECONDS = 1;
  private static final int NETMASK_UNKNOWN = 0xffff_ffff;

  private LibPcap() {}

  /** What to install if libpcap is not there; null if it is. */
  static @Nullable String missing() {
    return LIBRARY == null
        ? "libpcap is needed and is not installed: install the package libpcap0.8 (Debian,"
            + " Ubuntu) or libpcap (Alpine, Fedora)"
        : null;
  }

  private static @Nullable SymbolLookup library() {
    for (String name : NAMES) {
      try {
        return SymbolLookup.libraryLookup(name, Arena.global());
      } catch (IllegalArgumentException e) {
        // Not under this name.
      }
    }
    return null;
  }

  /** Begins with an interface; 0 if there is no memory for it. */
  static long create(String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = arena.allocate(ERROR_BYTES);
      return (long) Calls.CREATE.invokeExact(arena.allocateFrom(name).address(), error.address());
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Sets what is captured, before {@link #activate}. Sizes are bytes. */
  static void configure(long handle, int snapLength, int bufferSize, int timeoutMillis) {
    try {
      int ignored = (int) Calls.SET_SNAPLEN.invokeExact(handle, snapLength);
      ignored = (int) Calls.SET_BUFFER_SIZE.invokeExact(handle, bufferSize);
      ignored = (int) Calls.SET_TIMEOUT.invokeExact(handle, timeoutMillis);
      // Where there are none, it stays at microseconds.
      ignored = (int) Calls.SET_PRECISION.invokeExact(handle, NANOSECONDS);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Starts to capture; negative if that fails. */
  static int activate(long handle) {
    return call(Calls.ACTIVATE, handle);
  }

  /** Makes reading return at once; negative if that fails. */
  static int setNonBlocking(long handle) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = arena.allocate(ERROR_BYTES);
      return (int) Calls.SET_NON_BLOCKING.invokeExact(handle, 1, error.address());
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** The file descriptor to poll. */
  static int fileDescriptor(long handle) {
    return call(Calls.FILE_DESCRIPTOR, handle);
  }

  /** The link type's number. */
  static int linkType(long handle) {
    return call(Calls.LINK_TYPE, handle);
  }

  /** Whether times are told in nanoseconds. */
  static boolean inNanoseconds(long handle) {
    return call(Calls.PRECISION, handle) == NANOSECONDS;
  }

  /** A handle of no interface, to compile filters with; 0 if there is no memory for it. */
  static long openDead(int linkType, int snapLength) {
    try {
      return (long) Calls.OPEN_DEAD.invokeExact(linkType, snapLength);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Compiles a filter into a program; negative if that fails. */
  static int compile(long handle, MemorySegment program, String expression) {
    try (Arena arena = Arena.ofConfined()) {
      return (int)
          Calls.COMPILE.invokeExact(
              handle,
              program.address(),
              arena.allocateFrom(expression).address(),
              1,
              NETMASK_UNKNOWN);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Sets the filter; negative if that fails. */
  static int setFilter(long handle, MemorySegment program) {
    try {
      return (int) Calls.SET_FILTER.invokeExact(handle, program.address());
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Frees what {@link #compile} has put into a program. */
  static void free(MemorySegment program) {
    try {
      Calls.FREE.invokeExact(program.address());
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Whether a filter lets a packet pass, by the addresses of all three. */
  static boolean matches(long program, long header, long packet) {
    try {
      return (int) Calls.MATCHES.invokeExact(program, header, packet) != 0;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /**
   * The next packet.
   *
   * @param results address of two pointers, to the header and to the packet
   * @return 1 if there is one, 0 if not, negative on errors
   */
  static int next(long handle, long results) {
    try {
      return (int) Calls.NEXT.invokeExact(handle, results, results + Long.BYTES);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Reads statistics; negative if that fails. */
  static int statistics(long handle, MemorySegment into) {
    try {
      return (int) Calls.STATISTICS.invokeExact(handle, into.address());
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** What went wrong last. */
  static String error(long handle) {
    try {
      return text((long) Calls.ERROR.invokeExact(handle));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** What a negative status means. */
  static String status(int status) {
    try {
      return text((long) Calls.STATUS.invokeExact(status));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Ends with an interface. */
  static void close(long handle) {
    try {
      Calls.CLOSE.invokeExact(handle);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static int call(MethodHandle function, long handle) {
    try {
      return (int) function.invokeExact(handle);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** The text at an address. */
  static String text(long address) {
    return MemorySegment.ofAddress(address).reinterpret(ERROR_BYTES).getString(0);
  }

  /** What is thrown when a call fails before it begins. */
  static IllegalStateException unexpected(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return new IllegalStateException("a foreign function could not be called", e);
  }

  /** A function of a library. */
  static MethodHandle bind(SymbolLookup library, String name, FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), descriptor);
  }

  /** Apart, because it cannot be initialised where libpcap is missing. */
  private static final class Calls {
    private static final MemoryLayout INT = ValueLayout.JAVA_INT;
    private static final MemoryLayout POINTER = ValueLayout.JAVA_LONG;

    static final MethodHandle CREATE = pcap("pcap_create", POINTER, POINTER, POINTER);
    static final MethodHandle SET_SNAPLEN = pcap("pcap_set_snaplen", INT, POINTER, INT);
    static final MethodHandle SET_BUFFER_SIZE = pcap("pcap_set_buffer_size", INT, POINTER, INT);
    static final MethodHandle SET_TIMEOUT = pcap("pcap_set_timeout", INT, POINTER, INT);
    static final MethodHandle SET_PRECISION = pcap("pcap_set_tstamp_precision", INT, POINTER, INT);
    static final MethodHandle PRECISION = pcap("pcap_get_tstamp_precision", INT, POINTER);
    static final MethodHandle ACTIVATE = pcap("pcap_activate", INT, POINTER);
    static final MethodHandle SET_NON_BLOCKING =
        pcap("pcap_setnonblock", INT, POINTER, INT, POINTER);
    static final MethodHandle FILE_DESCRIPTOR = pcap("pcap_get_selectable_fd", INT, POINTER);
    static final MethodHandle LINK_TYPE = pcap("pcap_datalink", INT, POINTER);
    static final MethodHandle OPEN_DEAD = pcap("pcap_open_dead", POINTER, INT, INT);
    static final MethodHandle COMPILE =
        pcap("pcap_compile", INT, POINTER, POINTER, POINTER, INT, INT);
    static final MethodHandle SET_FILTER = pcap("pcap_setfilter", INT, POINTER, POINTER);
    static final MethodHandle MATCHES = pcap("pcap_offline_filter", INT, POINTER, POINTER, POINTER);
    static final MethodHandle NEXT = pcap("pcap_next_ex", INT, POINTER, POINTER, POINTER);
    static final MethodHandle STATISTICS = pcap("pcap_stats", INT, POINTER, POINTER);
    static final MethodHandle ERROR = pcap("pcap_geterr", POINTER, POINTER);
    static final MethodHandle STATUS = pcap("pcap_statustostr", POINTER, INT);
    static final MethodHandle FREE = pcap("pcap_freecode", null, POINTER);
    static final MethodHandle CLOSE = pcap("pcap_close", null, POINTER);

    private static MethodHandle pcap(
        String name, @Nullable MemoryLayout result, MemoryLayout... parameters) {
      if (LIBRARY == null) {
        throw new IllegalStateException(missing());
      }
      return bind(
          LIBRARY,
          name,
          result == null
              ? FunctionDescriptor.ofVoid(parameters)
              : FunctionDescriptor.of(result, parameters));
    }
  }
}
