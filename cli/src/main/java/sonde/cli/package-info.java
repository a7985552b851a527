/** The command line: sonde and its subcommands. */
@NullMarked
package sonde.cli;

import org.jspecify.annotations.NullMarked;
