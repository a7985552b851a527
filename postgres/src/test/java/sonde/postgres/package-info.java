@NullMarked
package sonde.postgres;

import org.jspecify.annotations.NullMarked;
