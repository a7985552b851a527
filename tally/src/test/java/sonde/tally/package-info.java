/** Tests of the counter and hello service on real servers. */
@NullMarked
package sonde.tally;

import org.jspecify.annotations.NullMarked;
