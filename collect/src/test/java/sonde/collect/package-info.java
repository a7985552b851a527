@NullMarked
package sonde.collect;

import org.jspecify.annotations.NullMarked;
