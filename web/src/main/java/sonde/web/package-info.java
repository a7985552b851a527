/** The HTTP server of every program: TLS, users, limits, health, gzip. */
@NullMarked
package sonde.web;

import org.jspecify.annotations.NullMarked;
