/** Recorded replies, an exposition parser and golden comparison, for tests. */
@NullMarked
package sonde.testkit;

import org.jspecify.annotations.NullMarked;
