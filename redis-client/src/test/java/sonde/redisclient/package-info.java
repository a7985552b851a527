@NullMarked
package sonde.redisclient;

import org.jspecify.annotations.NullMarked;
