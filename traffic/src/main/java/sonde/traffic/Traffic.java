package sonde.traffic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes connections to the configured services until its time is over or it is told to end, and
 * reports what became of them. Each job opens one connection; when jobs are due is decided by time
 * alone.
 */
public final class Traffic {
  private static final Logger LOG = LoggerFactory.getLogger(Traffic.class);
  private static final Duration JOB_TIME = Duration.ofSeconds(10);
  // For what is running at the end. A container has ten seconds in all before it is killed.
  private static final Duration LAST_TIME = Duration.ofSeconds(5);

  private final TrafficConfig config;
  private final Timing timing;
  private final List<Line> lines = new ArrayList<>();
  private final Semaphore slots;
  private final ScheduledThreadPoolExecutor clock;
  private final Runner runner;

  /**
   * A service and what is needed to make its jobs.
   *
   * @param random draws the sizes
   */
  record Line(String name, Service service, Job job, RandomGenerator random, Counts counts) {}

  /**
   * What it did.
   *
   * @param json the report, a JSON document
   * @param successful whether any job was completed
   */
  public record Result(String json, boolean successful) {}

  /** Makes ready; nothing is connected before {@link #run}. */
  public Traffic(TrafficConfig config) {
    this(config, Timing.system(), JOB_TIME);
  }

  Traffic(TrafficConfig config, Timing timing, Duration jobTime) {
    this.config = config;
    this.timing = timing;
    this.slots = new Semaphore(config.concurrency());
    this.clock =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("traffic-clock").daemon().factory());
    // Limits of jobs that are done would else stay until their time.
    clock.setRemoveOnCancelPolicy(true);
    this.runner =
        new Runner(
            new Sources(config.sources() == null ? List.of() : config.sources()), jobTime, clock);
    long seed = config.seed() == null ? new Random().nextLong() : config.seed();
    config
        .services()
        .forEach(
            (name, service) ->
                lines.add(
                    new Line(
                        name,
                        service,
                        Job.of(service),
                        // Each its own, so that its sizes do not depend on what else there is.
                        new Random(seed ^ name.hashCode()),
                        new Counts())));
  }

  /** Runs until its time is over or {@link #end} is called. To be called once. */
  public Result run() throws InterruptedException {
    long start = timing.nanos();
    Progress progress = new Progress(lines);
    Future<?> ticks = clock.scheduleAtFixedRate(progress::tick, 1, 1, TimeUnit.SECONDS);
    try {
      LOG.info("{}", Progress.plan(config));
      begin(start);
      Duration took = Duration.ofNanos(timing.nanos() - start);
      awaitLast();
      ticks.cancel(false);
      LOG.info("ended: {}", progress.sums());
      return new Result(new Report(lines, runner.connections(), took).json(), successful());
    } finally {
      clock.shutdownNow();
    }
  }

  /** Has it begin no further connection and end. */
  public void end() {
    timing.end();
  }

  private void begin(long start) throws InterruptedException {
    Schedule schedule =
        new Schedule(lines.stream().mapToDouble(line -> line.service().rate()).toArray());
    long length = config.duration() == null ? Long.MAX_VALUE : config.duration().toNanos();
    while (true) {
      Schedule.Due due = schedule.next();
      if (!timing.awaitUntil(start + Math.min(due.nanos(), length)) || due.nanos() >= length) {
        return;
      }
      begin(lines.get(due.service()));
    }
  }

  private void begin(Line line) {
    line.counts().due();
    // Drawn for those that are skipped, too: the sizes then depend on the seed alone.
    long send = line.service().send().draw(line.random());
    long receive = line.service().receive().draw(line.random());
    if (!slots.tryAcquire()) {
      if (line.counts().ended(Outcome.SKIPPED)) {
        LOG.warn(
            "{}: skipped: as many connections are open as concurrency allows, {} (from now on"
                + " counted only)",
            line.name(),
            config.concurrency());
      }
      return;
    }
    Thread.ofVirtual()
        .name("traffic-" + line.name())
        .start(
            () -> {
              try {
                runner.run(line.name(), line.job(), send, receive, line.counts());
              } finally {
                slots.release();
              }
            });
  }

  private void awaitLast() throws InterruptedException {
    int all = config.concurrency();
    if (!slots.tryAcquire(all, LAST_TIME.toNanos(), TimeUnit.NANOSECONDS)) {
      runner.cut();
      // Closing wakes what waits for a socket; what waits for a name to be resolved is unfinished.
      boolean _ = slots.tryAcquire(all, 1, TimeUnit.SECONDS);
    }
  }

  private boolean successful() {
    return lines.stream().anyMatch(line -> line.counts().of(Outcome.COMPLETED) > 0);
  }
}
