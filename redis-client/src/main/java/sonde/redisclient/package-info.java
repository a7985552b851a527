/** Connections to Redis: raw commands in pipelines, TLS, deadlines. */
@NullMarked
package sonde.redisclient;

import org.jspecify.annotations.NullMarked;
