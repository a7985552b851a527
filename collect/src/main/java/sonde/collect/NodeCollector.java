package sonde.collect;

/** A collector in a node: its assignment, and its budget with what that remembers. */
record NodeCollector<F extends Facts>(Assignment<F> assignment, Budget budget) {
  static <F extends Facts> NodeCollector<F> of(Assignment<F> assignment, Time time) {
    return new NodeCollector<>(assignment, new Budget(assignment.maxSeries(), time));
  }

  Collector<F> collector() {
    return assignment.collector();
  }

  Spec spec() {
    return assignment.collector().spec();
  }

  String name() {
    return spec().name();
  }
}
