package sonde.redis;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
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
 * The process of a server on this machine. An address on this machine may lead elsewhere, through a
 * tunnel or into a container with process ids of its own: a process counts as the server's only if
 * its program and its age say so, too.
 */
final class ProcessCollector implements Collector<RedisFacts> {
  private static final Spec SPEC =
      Spec.named("process", "CPU time, memory and storage of a local server's process.")
          .emits(ProcessUsage.FAMILIES)
          .needs("+info")
          .onByDefault();

  private static final Pattern PROGRAM =
      Pattern.compile("(redis|valkey|keydb)-(server|sentinel).*");

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
  public Optional<String> lacking(RedisFacts facts) {
    return facts.local()
        ? Optional.empty()
        : Optional.of(
            "is of servers on this machine only, reached by a loopback address or socket");
  }

  /** INFO, only so that the facts are this run's: the uptime is compared with the process' age. */
  @Override
  public List<Request<?>> requests(RedisFacts facts) {
    return List.of(ServerInfo.ALL);
  }

  @Override
  public void collect(Replies<RedisFacts> replies, Sink out) throws FailedException {
    RedisFacts facts = replies.facts();
    LocalProcess process =
        LocalProcess.find(proc, facts.processId())
            .filter(found -> isServer(found, facts.uptime()))
            // Of this kind, because the server has nothing here, which is no failure.
            .orElseThrow(
                () ->
                    new FailedException(
                        Failure.Kind.UNSUPPORTED,
                        "process "
                            + facts.processId()
                            + " is not the server here: it runs on another machine or in another"
                            + " container"));
    ProcessUsage.of(process).put(out);
  }

  private static boolean isServer(LocalProcess process, Duration uptime) {
    return PROGRAM.matcher(process.name()).matches() && process.hasRunFor(uptime);
  }
}
