@NullMarked
package sonde.process;

import org.jspecify.annotations.NullMarked;
