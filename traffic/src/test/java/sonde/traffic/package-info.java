@NullMarked
package sonde.traffic;

import org.jspecify.annotations.NullMarked;
