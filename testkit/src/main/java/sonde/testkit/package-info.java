/**
 * For tests: golden files, the comparison of an exposition with what a peer was recorded to give,
 * waiting for a condition, and what is logged meanwhile.
 */
@NullMarked
package sonde.testkit;

import org.jspecify.annotations.NullMarked;
