package sonde.exporter;

import org.jspecify.annotations.Nullable;

/** A target that environment variables make, named as its type. */
interface EnvironmentTarget {
  /** The target's name. */
  String name();

  /** Whether there is an address: variables that only complete one make no target. */
  boolean isSet();

  /**
   * The target.
   *
   * @param namespace the prefix of the metrics' names that the command line says; null for none
   * @return null when something is wrong, which is reported
   */
  @Nullable TargetConfig read(@Nullable String namespace);
}
