package sonde.exporter;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sonde.collect.Collector;
import sonde.collect.Facts;
import sonde.sql.OwnQuery;
import sonde.sql.Quoting;

/** A target: a store at an address, or several nodes of one. Each type has keys of its own. */
public interface TargetConfig {
  /** The address of its node, as labels and messages show it. */
  String node();

  /** What the names of its metrics start with. */
  String namespace();

  /** Added to every series. */
  Map<String, String> labels();

  /** Its settings by collector; those that are not named are as their specs say. */
  Map<String, CollectorConfig> collectors();

  /** Whether the series carry the role as {@code instance_role}. */
  boolean instanceRoleLabel();

  /** The collectors of its type. */
  List<? extends Collector<?>> known();

  /** The user's own queries, each a collector that is {@linkplain #known known}. */
  default List<OwnQuery> queries() {
    return List.of();
  }

  /** The statement that gives its user just the rights that its collectors need; empty for none. */
  Optional<String> grants(Facts facts);

  /** What is set of a collector: what the configuration says, else what its spec says. */
  default CollectorConfig setting(Collector<?> collector) {
    return collectors()
        .getOrDefault(
            collector.spec().name(),
            collector.spec().onByDefault() ? CollectorConfig.ON : CollectorConfig.OFF);
  }

  /** Those of its collectors that run. */
  default <F extends Facts> List<Collector<F>> enabled(List<Collector<F>> collectors) {
    return collectors.stream().filter(collector -> setting(collector).enabled()).toList();
  }

  /** The collectors of a type, and those that the user's own queries are. */
  static <F extends Facts> List<Collector<F>> withOwn(
      List<Collector<F>> builtIn, List<OwnQuery> queries) {
    List<Collector<F>> all = new ArrayList<>(builtIn);
    queries.forEach(query -> all.add(query.collector()));
    return List.copyOf(all);
  }

  /**
   * The same at another address, for types of which a request may name the address.
   *
   * @throws IllegalArgumentException if its other keys do not go with the address
   */
  default TargetConfig at(String address) {
    throw new IllegalArgumentException("targets of this type stand in the configuration only");
  }

  /** What the file has of a target, by its type: bound first, then made one. */
  interface Keys {
    /** The files of the user's own queries. */
    default List<Path> queries() {
      return List.of();
    }

    /** How the server reads SQL; empty when it is not asked in SQL, and so takes no queries. */
    default Optional<Quoting> quoting() {
      return Optional.empty();
    }

    /**
     * The target.
     *
     * @param named what the file says of collectors
     * @param own the user's own queries
     */
    TargetConfig target(Map<String, CollectorConfig> named, List<OwnQuery> own);
  }

  /** Opens it; nothing is connected before the first scrape. */
  Target open(String name, TargetContext context);
}
