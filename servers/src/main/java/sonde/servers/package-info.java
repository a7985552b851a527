/** Finds, unpacks, starts and ends real servers; for tests and the demo. */
@NullMarked
package sonde.servers;

import org.jspecify.annotations.NullMarked;
