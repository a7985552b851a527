package sonde.collect;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a scrape of a node gave.
 *
 * @param up whether the server answered in this run
 * @param failure why not; null when up
 * @param facts what was learned of the server; null when it never answered
 * @param families the samples, one entry a family
 * @param collectors what became of each collector that was asked for
 * @param took how long the run took until this snapshot
 * @param connect how long connecting took; null when the connection was open already
 * @param at when the snapshot was taken
 */
public record Snapshot(
    boolean up,
    @Nullable Failure failure,
    @Nullable Facts facts,
    List<FamilySamples> families,
    List<CollectorReport> collectors,
    Duration took,
    @Nullable Duration connect,
    Instant at) {
  /** What is worth keeping when the samples have been served: what became of the scrape. */
  Snapshot withoutSamples() {
    return new Snapshot(up, failure, facts, List.of(), collectors, took, connect, at);
  }
}
