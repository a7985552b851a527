package sonde.sql;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import sonde.collect.Facts;
import sonde.collect.Spec;

/**
 * A user's own query, which is a collector of its own.
 *
 * @param query what is asked and what its rows are
 * @param spec its name and families
 * @param interval how often it runs beside the scrapes; null to run in each
 * @param timeout how long it may take; null for as long as the scrape
 * @param definition all that its file says of it, by which it is equal to another
 */
public record OwnQuery(
    Query query,
    Spec spec,
    @Nullable Duration interval,
    @Nullable Duration timeout,
    String definition) {
  /** The collector, for a store of any facts. */
  public <F extends Facts> QueryCollector<F> collector() {
    return new QueryCollector<>(spec, query);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof OwnQuery query && definition.equals(query.definition);
  }

  @Override
  public int hashCode() {
    return definition.hashCode();
  }

  @Override
  public String toString() {
    return query.select().name();
  }
}
