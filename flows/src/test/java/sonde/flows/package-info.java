/** Tests. */
@NullMarked
package sonde.flows;

import org.jspecify.annotations.NullMarked;
