package sonde.collect;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A collector made for a test. By default it puts 1 into its only family. */
final class FakeCollector implements Collector<Facet> {
  /** What it does. */
  interface Body {
    void collect(Replies<Facet> replies, Sink out) throws FailedException;
  }

  final Family family;
  private final List<Request<?>> requests;
  private Spec spec;
  private Body body;
  private Optional<String> lacking = Optional.empty();

  private FakeCollector(String name, Question... requests) {
    this.family = Family.gauge(name, "What " + name + " gives.");
    this.requests = List.of(requests);
    this.spec = Spec.named(name, "A test's.").emits(family).onByDefault();
    this.body =
        (replies, out) -> {
          for (Question request : requests) {
            replies.get(request);
          }
          out.put(family, 1);
        };
  }

  /** One with a gauge of its name, which needs the answers to these. */
  static FakeCollector of(String name, Question... requests) {
    return new FakeCollector(name, requests);
  }

  FakeCollector doing(Body other) {
    body = other;
    return this;
  }

  FakeCollector with(UnaryOperator<Spec.Builder> more) {
    spec = more.apply(Spec.named(spec.name(), "A test's.").emits(family)).onByDefault();
    return this;
  }

  FakeCollector lacking(String what) {
    lacking = Optional.of(what);
    return this;
  }

  Assignment<Facet> every(Duration interval) {
    return new Assignment<>(this, interval, null, spec.maxSeries());
  }

  Assignment<Facet> within(Duration timeout) {
    return new Assignment<>(this, null, timeout, spec.maxSeries());
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public Optional<String> lacking(Facet facts) {
    return lacking;
  }

  @Override
  public List<Request<?>> requests(Facet facts) {
    return requests;
  }

  @Override
  public void collect(Replies<Facet> replies, Sink out) throws FailedException {
    body.collect(replies, out);
  }
}
