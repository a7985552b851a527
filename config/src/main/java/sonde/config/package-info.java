/**
 * YAML bound to records, environment variables, secrets, durations, and one report of all problems.
 */
@NullMarked
package sonde.config;

import org.jspecify.annotations.NullMarked;
