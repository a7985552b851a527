package sonde.collect;

/** What is known of a node and decides what can be asked of it. A store adds its own. */
public interface Facts {
  /** Product and version. */
  Server server();

  /** The role as the store names it: {@code master}, {@code slave}, {@code primary}. */
  String role();
}
