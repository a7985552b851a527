@NullMarked
package sonde.redis;

import org.jspecify.annotations.NullMarked;
