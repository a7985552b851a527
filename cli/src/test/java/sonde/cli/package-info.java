@NullMarked
package sonde.cli;

import org.jspecify.annotations.NullMarked;
