package sonde.collect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a collector is, as data. Lists, documentation, grants, configuration and the checks of a run
 * derive from it.
 */
public final class Spec {
  /** Series that a collector may give unless it or the configuration says otherwise. */
  public static final int DEFAULT_MAX_SERIES = 100_000;

  private final String name;
  private final String summary;
  private final List<Family> families;
  private final List<FamilyPrefix> prefixes;
  private final List<Server> since;
  private final List<String> privileges;
  private final boolean onByDefault;
  private final boolean asksMore;
  private final int maxSeries;
  private final Set<Family> declared;

  private Spec(Builder b) {
    this.name = b.name;
    this.summary = b.summary;
    this.families = List.copyOf(b.families);
    this.prefixes = List.copyOf(b.prefixes);
    this.since = List.copyOf(b.since);
    this.privileges = List.copyOf(b.privileges);
    this.onByDefault = b.onByDefault;
    this.asksMore = b.asksMore;
    this.maxSeries = b.maxSeries;
    this.declared = Collections.newSetFromMap(new IdentityHashMap<>());
    this.declared.addAll(families);
  }

  /**
   * Starts a spec.
   *
   * @param name in configuration and labels, lower case with underscores
   * @param summary what it reads, a sentence
   */
  public static Builder named(String name, String summary) {
    return new Builder(name, summary);
  }

  /** The name in configuration and labels. */
  public String name() {
    return name;
  }

  /** What it reads, a sentence. */
  public String summary() {
    return summary;
  }

  /** The declared families. */
  public List<Family> families() {
    return families;
  }

  /** The declared prefixes of names that the server makes. */
  public List<FamilyPrefix> prefixes() {
    return prefixes;
  }

  /** For each product that has it, since which version; empty when all have it. */
  public List<Server> since() {
    return since;
  }

  /** The privileges that it needs, as the store's grants name them. */
  public List<String> privileges() {
    return privileges;
  }

  /** Whether it runs without being asked for. */
  public boolean onByDefault() {
    return onByDefault;
  }

  /** Whether it may ask second questions. */
  public boolean asksMore() {
    return asksMore;
  }

  /** The most series that it may give. */
  public int maxSeries() {
    return maxSeries;
  }

  /** Whether a family may be put. */
  boolean declares(Family family) {
    FamilyPrefix prefix = family.prefix();
    return prefix == null ? declared.contains(family) : prefixes.contains(prefix);
  }

  /** Why a server is too old or of another product; empty when it is not. */
  public Optional<String> unsupportedBy(Server server) {
    if (since.isEmpty()) {
      return Optional.empty();
    }
    for (Server oldest : since) {
      if (oldest.product().equals(server.product())) {
        return server.version().atLeast(oldest.version())
            ? Optional.empty()
            : Optional.of("needs " + oldest + " or newer, this is " + server.version());
      }
    }
    return Optional.of("is not in " + server);
  }

  /** Builds a {@link Spec}. */
  public static final class Builder {
    private final String name;
    private final String summary;
    private final List<Family> families = new ArrayList<>();
    private final List<FamilyPrefix> prefixes = new ArrayList<>();
    private final List<Server> since = new ArrayList<>();
    private final List<String> privileges = new ArrayList<>();
    private boolean onByDefault;
    private boolean asksMore;
    private int maxSeries = DEFAULT_MAX_SERIES;

    private Builder(String name, String summary) {
      this.name = name;
      this.summary = summary;
    }

    /** Declares families. */
    public Builder emits(Family... more) {
      return emits(List.of(more));
    }

    /** Declares families. */
    public Builder emits(List<Family> more) {
      families.addAll(more);
      return this;
    }

    /** Declares names that the server makes. */
    public Builder emits(FamilyPrefix prefix) {
      prefixes.add(prefix);
      return this;
    }

    /** A product has it since a version; products that are not named do not have it. */
    public Builder since(String product, String version) {
      since.add(Server.of(product, version));
      return this;
    }

    /** Needs privileges, as the store's grants name them. */
    public Builder needs(String... more) {
      privileges.addAll(List.of(more));
      return this;
    }

    /** Asks second questions, on the node's second connection. */
    public Builder asksMore() {
      asksMore = true;
      return this;
    }

    /** Gives at most so many series, as the peer's own cap says. */
    public Builder maxSeries(int most) {
      maxSeries = most;
      return this;
    }

    /** Ends the spec of a collector that runs unless it is turned off. */
    public Spec onByDefault() {
      onByDefault = true;
      return new Spec(this);
    }

    /** Ends the spec of a collector that runs only when it is turned on. */
    public Spec optIn() {
      return new Spec(this);
    }
  }
}
