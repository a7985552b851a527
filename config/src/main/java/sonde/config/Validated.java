package sonde.config;

/**
 * A record whose components must fit one another. Called once every component is bound and the
 * record is made; what concerns a single component or must never be violated belongs in the compact
 * constructor, whose {@link IllegalArgumentException} is reported as well.
 */
public interface Validated {

  /** Reports everything that does not fit. */
  void validate(Checks checks);
}
