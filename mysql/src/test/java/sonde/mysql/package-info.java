@NullMarked
package sonde.mysql;

import org.jspecify.annotations.NullMarked;
