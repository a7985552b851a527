/** The Redis node and its collectors. */
@NullMarked
package sonde.redis;

import org.jspecify.annotations.NullMarked;
