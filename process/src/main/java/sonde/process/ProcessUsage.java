package sonde.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import sonde.collect.Family;
import sonde.collect.Sink;

/**
 * What a server's processes use.
 *
 * @param cpu CPU time
 * @param residentBytes in memory; what processes share counts once
 * @param readBytes that they had read from storage; empty when that may not be known
 * @param writtenBytes that they had written to storage; empty when that may not be known
 */
public record ProcessUsage(
    Duration cpu,
    OptionalDouble residentBytes,
    OptionalDouble readBytes,
    OptionalDouble writtenBytes) {
  private static final Family CPU =
      Family.counter("sonde_store_cpu_seconds_total", "CPU time of the server's processes.")
          .absolute();
  private static final Family RESIDENT =
      Family.gauge(
              "sonde_store_resident_memory_bytes", "Bytes of the server's processes in memory.")
          .absolute();
  private static final Family READ =
      Family.counter(
              "sonde_store_read_bytes_total",
              "Bytes that the server's processes had read from storage.")
          .absolute();
  private static final Family WRITTEN =
      Family.counter(
              "sonde_store_written_bytes_total",
              "Bytes that the server's processes had written to storage.")
          .absolute();

  /** The families that {@link #put} gives. */
  public static final List<Family> FAMILIES = List.of(CPU, RESIDENT, READ, WRITTEN);

  /** How often processes may end while they are looked at. */
  private static final int TRIES = 5;

  /** Of a server that is one process. */
  public static ProcessUsage of(LocalProcess process) {
    return new ProcessUsage(
        process.cpu(), process.residentBytes(), process.readBytes(), process.writtenBytes());
  }

  /**
   * Of a server that is a process and those that it starts, ended ones included. Empty when they
   * are no more.
   *
   * @param proc the root of /proc
   * @param id of the process that starts the others
   */
  public static Optional<ProcessUsage> ofFamily(Path proc, long id) {
    Optional<LocalProcess> before = LocalProcess.find(proc, id);
    for (int i = 0; i < TRIES && before.isPresent(); i++) {
      ProcessUsage usage = ofFamily(before.get());
      Optional<LocalProcess> after = LocalProcess.find(proc, id);
      // What ends in between counts twice or not at all, and no counter may fall.
      if (after.isEmpty() || after.get().waited().equals(before.get().waited())) {
        return after.map(_ -> usage);
      }
      before = after;
    }
    return Optional.empty();
  }

  private static ProcessUsage ofFamily(LocalProcess parent) {
    List<LocalProcess> children = parent.children();
    Duration cpu = parent.cpu().plus(parent.waited());
    double shared = parent.sharedBytes().orElse(0);
    for (LocalProcess child : children) {
      cpu = cpu.plus(child.cpu()).plus(child.waited());
      shared = Math.max(shared, child.sharedBytes().orElse(0));
    }
    OptionalDouble own = sum(parent, children, LocalProcess::ownBytes);
    return new ProcessUsage(
        cpu,
        own.isPresent() ? OptionalDouble.of(own.getAsDouble() + shared) : own,
        sum(parent, children, LocalProcess::readBytes),
        sum(parent, children, LocalProcess::writtenBytes));
  }

  private static OptionalDouble sum(
      LocalProcess parent,
      List<LocalProcess> children,
      Function<LocalProcess, OptionalDouble> value) {
    OptionalDouble own = value.apply(parent);
    if (own.isEmpty()) {
      return own;
    }
    double sum = own.getAsDouble();
    for (LocalProcess child : children) {
      sum += value.apply(child).orElse(0);
    }
    return OptionalDouble.of(sum);
  }

  /** Puts it. */
  public void put(Sink out) {
    out.put(CPU, cpu.toMillis() / 1e3);
    out.put(RESIDENT, residentBytes);
    out.put(READ, readBytes);
    out.put(WRITTEN, writtenBytes);
  }
}
