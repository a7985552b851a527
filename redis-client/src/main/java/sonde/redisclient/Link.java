package sonde.redisclient;

import java.io.Closeable;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * An open byte stream to a server.
 *
 * @param raw what to close: always the socket itself, never the TLS around it, whose orderly end
 *     may block
 */
record Link(InputStream in, OutputStream out, Closeable raw) {}
