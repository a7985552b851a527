/** The counter and hello service over Redis, behind Sentinel or in a Cluster, and PostgreSQL. */
@NullMarked
package sonde.tally;

import org.jspecify.annotations.NullMarked;
