package sonde.collect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A scripted store: what it answers, how long it takes, and when it fails; counts what is done. */
final class FakeStore implements Store<Facet> {
  static final Question ROLE = new Question("ROLE");
  static final Question MODULES = new Question("MODULES");

  static final Family UP = Family.gauge("up", "Whether it is up.");
  static final Family SCRAPES = Family.counter("scrapes_total", "Scrapes.");
  static final Family TOTAL = Family.gauge("scrape_seconds_sum", "Time of all scrapes.");

  /** What happens to a request. */
  sealed interface Reply {}

  record Answer(String text, Duration took) implements Reply {}

  record Refuse(Failure failure, Duration took) implements Reply {}

  /** No answer until the deadline. */
  record Hang() implements Reply {}

  /** The connection breaks. */
  record Break() implements Reply {}

  /** A mistake in the link. */
  record Blunder(RuntimeException thrown) implements Reply {}

  /** Something else happens first. */
  record After(Runnable first, Reply then) implements Reply {}

  final List<List<String>> asked = new ArrayList<>();
  final List<Duration> connectLimits = new ArrayList<>();
  final List<FakeLink> links = new ArrayList<>();
  Version version = Version.parse("7.0");
  @Nullable FailedException noFacts;
  @Nullable RuntimeException factsBug;

  private final FakeTime time;
  private final Map<Request<?>, Reply> script = new HashMap<>();
  private @Nullable Failure refusal;
  private Duration connecting = Duration.ofMillis(1);

  FakeStore(FakeTime time) {
    this.time = time;
    answers(ROLE, "primary");
    answers(MODULES, "none");
  }

  void answers(Question question, String text) {
    answers(question, text, Duration.ofMillis(1));
  }

  void answers(Question question, String text, Duration took) {
    script.put(question, new Answer(text, took));
  }

  void replies(Question question, Reply reply) {
    script.put(question, reply);
  }

  void refuses(Question question, Failure.Kind kind) {
    replies(question, new Refuse(new Failure(kind, question + " refused"), Duration.ofMillis(1)));
  }

  void refusesConnections(@Nullable Failure why) {
    refusal = why;
  }

  void connectsIn(Duration duration) {
    connecting = duration;
  }

  /** The server closes all connections, which nobody notices before the next request. */
  void dropsConnections() {
    links.forEach(link -> link.dead = true);
  }

  int open() {
    return (int) links.stream().filter(FakeLink::isOpen).count();
  }

  /** The requests of the last round trip but so many. */
  List<String> askedBefore(int last) {
    return asked.get(asked.size() - 1 - last);
  }

  Reply replyTo(Request<?> request) {
    Reply reply = script.getOrDefault(request, new Answer(request.name(), Duration.ofMillis(1)));
    while (reply instanceof After after) {
      after.first.run();
      reply = after.then;
    }
    return reply;
  }

  @Override
  public Link connect(Deadline deadline) throws FailedException {
    connectLimits.add(deadline.remaining());
    if (connecting.compareTo(deadline.remaining()) > 0) {
      time.advance(deadline.remaining());
      throw new FailedException(Failure.Kind.TIMEOUT, "no connection in time");
    }
    time.advance(connecting);
    Failure why = refusal;
    if (why != null) {
      throw new FailedException(why);
    }
    FakeLink link = new FakeLink(this, time);
    links.add(link);
    return link;
  }

  @Override
  public List<Request<?>> identity(@Nullable Facet known) {
    return known == null ? List.of(ROLE, MODULES) : List.of(ROLE);
  }

  @Override
  public Facet facts(@Nullable Facet known, Answers answers) throws FailedException {
    if (noFacts != null) {
      throw noFacts;
    }
    if (factsBug != null) {
      throw factsBug;
    }
    String modules = known == null ? answers.get(MODULES) : known.modules();
    return new Facet(new Server("fake", version), answers.get(ROLE), modules);
  }

  @Override
  public ScrapeFamilies scrapeFamilies() {
    return new ScrapeFamilies() {
      @Override
      public Spec spec() {
        return Spec.named("scrape", "The scrape.").emits(UP, SCRAPES, TOTAL).onByDefault();
      }

      @Override
      public void put(Scrape scrape, Sink out) {
        out.put(UP, scrape.snapshot().up() ? 1 : 0);
        out.put(SCRAPES, scrape.scrapes());
        out.put(TOTAL, scrape.total().toMillis() / 1000.0);
      }
    };
  }
}
