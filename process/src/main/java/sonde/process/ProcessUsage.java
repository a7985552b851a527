package sonde.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
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
    LocalProcess.Storage storage = process.storage();
    return new ProcessUsage(
        process.cpu(), process.memory().resident(), storage.read(), storage.written());
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
    LocalProcess.Memory memory = parent.memory();
    LocalProcess.Storage storage = parent.storage();
    Duration cpu = parent.cpu().plus(parent.waited());
    OptionalDouble own = memory.own();
    OptionalDouble read = storage.read();
    OptionalDouble written = storage.written();
    double shared = memory.shared();
    for (LocalProcess child : parent.children()) {
      memory = child.memory();
      storage = child.storage();
      cpu = cpu.plus(child.cpu()).plus(child.waited());
      own = sum(own, memory.own());
      read = sum(read, storage.read());
      written = sum(written, storage.written());
      shared = Math.max(shared, memory.shared());
    }
    return new ProcessUsage(cpu, sum(own, OptionalDouble.of(shared)), read, written);
  }

  /** What is not known of the one that started the others, is not known of all. */
  private static OptionalDouble sum(OptionalDouble parents, OptionalDouble childs) {
    return parents.isPresent()
        ? OptionalDouble.of(parents.getAsDouble() + childs.orElse(0))
        : parents;
  }

  /** Puts it. */
  public void put(Sink out) {
    out.put(CPU, cpu.toMillis() / 1e3);
    out.put(RESIDENT, residentBytes);
    out.put(READ, readBytes);
    out.put(WRITTEN, writtenBytes);
  }
}
