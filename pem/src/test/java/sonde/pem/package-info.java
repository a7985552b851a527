@NullMarked
package sonde.pem;

import org.jspecify.annotations.NullMarked;
