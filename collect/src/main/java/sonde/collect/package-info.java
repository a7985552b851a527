/**
 * The collection model: collectors declare families and requests, a {@link Node} asks a store for
 * all of them at once, and what comes back is written as an {@link Exposition}.
 *
 * <p>The way of a scrape: {@link Node#scrape} joins or starts a run; the run asks the due
 * collectors' {@link Request}s over a {@link Link} in one round trip; each {@link Collector} turns
 * its {@link Replies} into samples in a {@link Sink} of its own; the {@link Snapshot} holds what
 * was there by the deadline, with an {@link Outcome} for each collector.
 *
 * <p>Nothing here does I/O: stores bring their own {@link Store} and {@link Link}, and time comes
 * in through {@link Time}.
 */
@NullMarked
package sonde.collect;

import org.jspecify.annotations.NullMarked;
