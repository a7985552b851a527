package sonde.sql;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import sonde.collect.Collector;
import sonde.collect.Facts;
import sonde.collect.FailedException;
import sonde.collect.Replies;
import sonde.collect.Request;
import sonde.collect.Sink;
import sonde.collect.Spec;

/**
 * A collector that is nothing but queries: asks those that are for the server, and puts what they
 * give.
 *
 * @param <F> the store's facts
 */
public final class QueryCollector<F extends Facts> implements Collector<F> {
  private final Spec spec;
  private final List<Query> queries;
  private final Function<F, Optional<String>> lacking;

  /**
   * A collector of queries.
   *
   * @param spec must declare the queries' families
   * @param lacking why a server of these facts has nothing for it; empty when it has
   */
  public QueryCollector(Spec spec, List<Query> queries, Function<F, Optional<String>> lacking) {
    this.spec = spec;
    this.queries = List.copyOf(queries);
    this.lacking = lacking;
  }

  /** One that every server has of the versions that its queries are for. */
  public QueryCollector(Spec spec, Query... queries) {
    this(spec, List.of(queries), facts -> Optional.empty());
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public Optional<String> lacking(F facts) {
    if (queries.stream().noneMatch(query -> query.isFor(facts.server()))) {
      return Optional.of("is not in " + facts.server());
    }
    return lacking.apply(facts);
  }

  @Override
  public List<Request<?>> requests(F facts) {
    return queries.stream()
        .filter(query -> query.isFor(facts.server()))
        .<Request<?>>map(Query::select)
        .toList();
  }

  @Override
  public void collect(Replies<F> replies, Sink out) throws FailedException {
    for (Query query : queries) {
      if (query.isFor(replies.facts().server())) {
        query.put(replies.get(query.select()), out);
      }
    }
  }
}
