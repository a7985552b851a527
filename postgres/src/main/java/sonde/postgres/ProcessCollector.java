package sonde.postgres;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import sonde.collect.Collector;
import sonde.collect.FailedException;
import sonde.collect.Failure;
import sonde.collect.Replies;
import sonde.collect.Request;
import sonde.collect.Sink;
import sonde.collect.Spec;
import sonde.process.LocalProcess;
import sonde.process.ProcessUsage;

/**
 * The processes of a server on this machine: the one that started the process that serves us, and
 * all that it started. An address on this machine may lead elsewhere, through a tunnel or into a
 * container with process ids of its own: they count as the server's only if name and age say so.
 */
final class ProcessCollector implements Collector<PostgresFacts> {
  private static final Spec SPEC =
      Spec.named("process", "CPU time, memory and storage of a local server's processes.")
          .emits(ProcessUsage.FAMILIES)
          .onByDefault();

  private final Path proc;

  /**
   * Makes the collector.
   *
   * @param proc the root of /proc
   */
  ProcessCollector(Path proc) {
    this.proc = proc;
  }

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public Optional<String> lacking(PostgresFacts facts) {
    return facts.local()
        ? Optional.empty()
        : Optional.of("is of servers on this machine only, reached by a loopback address");
  }

  /** The identity, only so that the facts are this run's: its process id and uptime. */
  @Override
  public List<Request<?>> requests(PostgresFacts facts) {
    return List.of(PostgresFacts.IDENTITY);
  }

  @Override
  public void collect(Replies<PostgresFacts> replies, Sink out) throws FailedException {
    PostgresFacts facts = replies.facts();
    LocalProcess.find(proc, facts.processId())
        .filter(own -> own.name().startsWith("postgres"))
        .map(LocalProcess::parent)
        .filter(server -> isServer(server, facts.uptime()))
        .flatMap(server -> ProcessUsage.ofFamily(proc, server))
        // Of this kind, because the server has nothing here, which is no failure.
        .orElseThrow(
            () ->
                new FailedException(
                    Failure.Kind.UNSUPPORTED,
                    "process "
                        + facts.processId()
                        + " is not the server's here: it runs on another machine or in another"
                        + " container"))
        .put(out);
  }

  private boolean isServer(long id, Duration uptime) {
    return LocalProcess.find(proc, id)
        .filter(process -> process.name().startsWith("postgres") && process.hasRunFor(uptime))
        .isPresent();
  }
}
