/** Certificates and private keys out of PEM files. */
@NullMarked
package sonde.pem;

import org.jspecify.annotations.NullMarked;
