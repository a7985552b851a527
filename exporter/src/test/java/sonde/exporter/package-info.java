@NullMarked
package sonde.exporter;

import org.jspecify.annotations.NullMarked;
