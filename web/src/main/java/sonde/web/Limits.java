package sonde.web;

import java.time.Duration;

/**
 * What one {@link WebServer} bears, so that slow, silent or greedy clients cost the others nothing.
 *
 * <p>Connections, idle time and the size of headers are limited too, but for the whole process:
 * {@link ServerProperties} says why and how far.
 *
 * @param requests requests that are read, handled or answered at one time, over all listeners. One
 *     more ends the one that has been waiting longest for its client
 * @param handled requests that are handled at one time; one more is answered 503. Less than {@code
 *     requests}, so that health checks always find room
 * @param requestTime from the first byte of a request to its last, TLS handshake included
 * @param handleTime how long a handler may take before its thread is interrupted
 * @param responseTime from the first byte of a response to its last
 * @param bodyBytes longest body of a request; a longer one is answered 413
 * @param closeTime how long {@link WebServer#close} lets running requests finish
 */
public record Limits(
    int requests,
    int handled,
    Duration requestTime,
    Duration handleTime,
    Duration responseTime,
    int bodyBytes,
    Duration closeTime) {

  /** Fits a heap of 32 MiB also when every request comes by TLS. */
  public static final Limits DEFAULT =
      new Limits(
          128,
          112,
          Duration.ofSeconds(10),
          Duration.ofSeconds(150),
          Duration.ofSeconds(60),
          64 * 1024,
          Duration.ofSeconds(5));

  /** Checks the numbers. */
  public Limits {
    if (handled < 1 || requests <= handled || bodyBytes < 0) {
      throw new IllegalArgumentException(
          "limits must be positive, and requests more than handled: " + requests + ", " + handled);
    }
  }
}
