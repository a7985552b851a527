/** The exporter: configuration, targets, routes and console. */
@NullMarked
package sonde.exporter;

import org.jspecify.annotations.NullMarked;
