package sonde.traffic;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs single jobs within their time and counts what became of them. */
final class Runner {
  private static final Logger LOG = LoggerFactory.getLogger(Runner.class);
  private static final int LONGEST_MESSAGE = 300;

  /**
   * What was connected from, and the port that was connected to.
   *
   * @param host the local address
   * @param port the server's
   */
  record Client(InetAddress host, int port) {}

  private final Sources sources;
  private final Duration jobTime;
  private final ScheduledExecutorService clock;
  private final Map<Client, AtomicLong> connections = new ConcurrentHashMap<>();
  private final Map<JobSocket, Boolean> open = new ConcurrentHashMap<>();

  /**
   * Runs jobs.
   *
   * @param jobTime what a job has from its beginning to its end
   * @param clock ends those that take longer
   */
  Runner(Sources sources, Duration jobTime, ScheduledExecutorService clock) {
    this.sources = sources;
    this.jobTime = jobTime;
    this.clock = clock;
  }

  /** Runs a job on this thread. */
  void run(String name, Job job, long send, long receive, Counts counts) {
    JobSocket socket = new JobSocket(sources);
    open.put(socket, true);
    Future<?> limit = clock.schedule(socket::cut, jobTime.toMillis(), TimeUnit.MILLISECONDS);
    String why = "";
    Outcome outcome;
    try {
      job.run(socket, send, receive);
      outcome = Outcome.COMPLETED;
    } catch (Exception e) {
      // Whatever a driver throws, the job is over, and what it did counts.
      outcome = failure(socket, e);
      why = socket.isCut() ? "the job was not done in its time" : why(e);
    } finally {
      limit.cancel(false);
      socket.closeQuietly();
      open.remove(socket);
    }
    count(socket, outcome, counts);
    if (counts.ended(outcome) && outcome != Outcome.COMPLETED) {
      LOG.warn("{}: {}: {} (from now on counted only)", name, word(outcome), shown(why));
    }
  }

  private static Outcome failure(JobSocket socket, Exception e) {
    return switch (socket.reached()) {
      case NOTHING -> Outcome.UNSENT;
      case UNREACHABLE -> Outcome.UNREACHABLE;
      case UNANSWERED -> Outcome.UNANSWERED;
      case REFUSED -> Outcome.REFUSED;
      case ESTABLISHED -> {
        if (socket.isCut()) {
          yield Outcome.TIMED_OUT;
        }
        boolean rejected = e instanceof Job.RejectedException || !socket.isEnded();
        yield rejected ? Outcome.REJECTED : Outcome.BROKEN;
      }
    };
  }

  /** Drivers put what happened into messages of their own, which say less. */
  private static String why(Exception e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof UnknownHostException) {
      return "no host has the name " + cause.getMessage();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private void count(JobSocket socket, Outcome outcome, Counts counts) {
    counts.transferred(socket.sent(), socket.received());
    InetAddress host = socket.host();
    InetSocketAddress server = socket.server();
    if (outcome.isAttempted() && host != null && server != null) {
      connections
          .computeIfAbsent(new Client(host, server.getPort()), _ -> new AtomicLong())
          .incrementAndGet();
    }
  }

  private static String word(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Messages may repeat what a server said. */
  private static String shown(String message) {
    String line = message.replaceAll("\\p{C}+", " ").strip();
    return line.length() > LONGEST_MESSAGE ? line.substring(0, LONGEST_MESSAGE) + "…" : line;
  }

  /** Ends the jobs that are still running. */
  void cut() {
    open.keySet().forEach(JobSocket::cut);
  }

  /** How many connections were opened, or tried to be, by client. */
  Map<Client, AtomicLong> connections() {
    return connections;
  }
}
