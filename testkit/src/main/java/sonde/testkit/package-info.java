/** Golden files, and the comparison of an exposition with what a peer was recorded to give. */
@NullMarked
package sonde.testkit;

import org.jspecify.annotations.NullMarked;
