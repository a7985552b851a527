@NullMarked
package sonde.sql;

import org.jspecify.annotations.NullMarked;
