@NullMarked
package sonde.testkit;

import org.jspecify.annotations.NullMarked;
