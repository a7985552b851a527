package sonde.exporter;

import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import sonde.collect.Time;

/**
 * What targets are opened with.
 *
 * @param executor runs what blocks, a thread each
 * @param jitter spreads scheduled collectors
 * @param refusedRequests how many scrape requests were refused since the start
 */
public record TargetContext(
    Time time, Executor executor, RandomGenerator jitter, LongSupplier refusedRequests) {}
