package sonde.mysql;

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
import sonde.process.ProcessUsage;

/** The process of a server on this machine. */
final class ProcessCollector implements Collector<MySqlFacts> {
  static final String NAME = "process";

  private static final Spec SPEC =
      Spec.named(NAME, "CPU time, memory and storage of a local server's process.")
          .emits(ProcessUsage.FAMILIES)
          .onByDefault();

  private final ServerProcess processes;

  ProcessCollector(ServerProcess processes) {
    this.processes = processes;
  }

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public Optional<String> lacking(MySqlFacts facts) {
    if (!facts.local()) {
      return Optional.of(
          "is of servers on this machine only, reached by a loopback address or socket");
    }
    return facts.processId() > 0
        ? Optional.empty()
        : Optional.of(
            "the server's process is not to be found here: it runs on another machine or in"
                + " another container, or there are several like it and its pid_file cannot be"
                + " read");
  }

  /** For the uptime, which is compared with the process' age: an id may be another's by now. */
  @Override
  public List<Request<?>> requests(MySqlFacts facts) {
    return List.of(GlobalStatusCollector.STATUS);
  }

  @Override
  public void collect(Replies<MySqlFacts> replies, Sink out) throws FailedException {
    long id = replies.facts().processId();
    Duration uptime =
        ServerProcess.duration(
            GlobalStatusCollector.uptime(replies.get(GlobalStatusCollector.STATUS)).orElse(0));
    ProcessUsage.of(
            processes
                .of(id, uptime)
                // Of this kind, because the server has nothing here, which is no failure.
                .orElseThrow(
                    () ->
                        new FailedException(
                            Failure.Kind.UNSUPPORTED,
                            "process " + id + " is not the server's any more")))
        .put(out);
  }
}
