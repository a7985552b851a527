@NullMarked
package sonde.demo;

import org.jspecify.annotations.NullMarked;
