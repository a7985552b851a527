/** Seeds, traffic, and the whole of Sonde on one machine. */
@NullMarked
package sonde.demo;

import org.jspecify.annotations.NullMarked;
