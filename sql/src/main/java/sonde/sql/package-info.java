/**
 * A node that is asked in SQL over JDBC: statements in one round trip, guarded by time and lock
 * limits, and queries as data, built in and users' own.
 */
@NullMarked
package sonde.sql;

import org.jspecify.annotations.NullMarked;
