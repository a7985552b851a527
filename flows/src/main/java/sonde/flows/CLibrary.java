package sonde.flows;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/** The functions of the C library that go with {@link LibPcap}'s. */
@SuppressWarnings("restricted") // Foreign functions are what this class is for.
final class CLibrary {
  /** Bytes of struct pollfd, and what stands in it. */
  static final int POLL_BYTES = 8;

  static final int POLL_EVENTS = 4;
  static final short POLL_IN = 1;

  private static final MemoryLayout INT = ValueLayout.JAVA_INT;
  private static final MemoryLayout POINTER = ValueLayout.JAVA_LONG;

  private static final MethodHandle POLL =
      c("poll", FunctionDescriptor.of(INT, POINTER, POINTER, INT));
  private static final MethodHandle INTERFACE_INDEX =
      c("if_nametoindex", FunctionDescriptor.of(INT, POINTER));
  private static final MethodHandle INTERFACES = c("if_nameindex", FunctionDescriptor.of(POINTER));
  private static final MethodHandle FREE_INTERFACES =
      c("if_freenameindex", FunctionDescriptor.ofVoid(POINTER));

  private CLibrary() {}

  /** Waits until one of the file descriptors can be read, or a signal comes: poll(2). */
  static void poll(MemorySegment descriptors, int count, int timeoutMillis) {
    try {
      int ignored = (int) POLL.invokeExact(descriptors.address(), (long) count, timeoutMillis);
    } catch (Throwable e) {
      throw LibPcap.unexpected(e);
    }
  }

  /**
   * The number of an interface, which a new one of the same name does not have; 0 if there is none.
   * {@link java.net.NetworkInterface} knows only those that have addresses.
   */
  static int interfaceIndex(String name) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) INTERFACE_INDEX.invokeExact(arena.allocateFrom(name).address());
    } catch (Throwable e) {
      throw LibPcap.unexpected(e);
    }
  }

  /** The names of all interfaces that are there. */
  static List<String> interfaceNames() {
    List<String> names = new ArrayList<>();
    try {
      long all = (long) INTERFACES.invokeExact();
      if (all != 0) {
        // Pairs of a number and a pointer; the last is zero.
        long at = all;
        while (LibPcap.MEMORY.get(ValueLayout.JAVA_INT, at) != 0) {
          names.add(LibPcap.text(LibPcap.MEMORY.get(ValueLayout.JAVA_LONG, at + Long.BYTES)));
          at += 2 * Long.BYTES;
        }
        FREE_INTERFACES.invokeExact(all);
      }
    } catch (Throwable e) {
      throw LibPcap.unexpected(e);
    }
    return names;
  }

  private static MethodHandle c(String name, FunctionDescriptor descriptor) {
    return LibPcap.bind(Linker.nativeLinker().defaultLookup(), name, descriptor);
  }
}
