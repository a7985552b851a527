/** Processes of this machine, for collectors that look at a local server's. */
@NullMarked
package sonde.process;

import org.jspecify.annotations.NullMarked;
