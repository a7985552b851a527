/**
 * The traffic generator: connections to services at a rate, each counted by what became of it, so
 * that the sums can be held against those of who watched the traffic.
 */
@NullMarked
package sonde.traffic;

import org.jspecify.annotations.NullMarked;
