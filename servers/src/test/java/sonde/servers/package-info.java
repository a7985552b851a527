@NullMarked
package sonde.servers;

import org.jspecify.annotations.NullMarked;
