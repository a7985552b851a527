package sonde.web;

/**
 * The limits that the JDK's server takes only as system properties, for the whole process, read
 * once when its classes load.
 *
 * <p>They are set here, before the first server is made, and never over a value given on the
 * command line. Facts from the sources of {@code jdk.httpserver} in JDK 25 ({@code ServerConfig},
 * {@code ServerImpl}) and tried out:
 *
 * <ul>
 *   <li>{@code nodelay}: without it a kept-alive request waits 40 ms for a delayed acknowledgement.
 *   <li>{@code jdk.httpserver.maxConnections} (a listener): one more is closed as soon as it is
 *       accepted. A connection that sends nothing costs a socket and about 1 KiB, no thread, so the
 *       limit can be high; what costs memory is a started request, and those are bounded by {@link
 *       Limits#requests()}.
 *   <li>{@code idleInterval} (seconds, looked at each {@code clockTick} milliseconds): how long a
 *       kept-alive connection may wait for its next request; longer than a minute, a usual scrape
 *       interval. {@code maxIdleConnections}: one more is closed after its response.
 *   <li>{@code maxReqTime} (seconds, looked at each {@code timerMillis} milliseconds): also how
 *       long a new connection may stay silent, and that is what it is set for. Requests are timed
 *       by {@link Exchanges}, which is exact and a little earlier.
 *   <li>{@code maxRspTime} stays off: the server's timer thread closes a connection through the
 *       lock that a blocked writer holds, so under TLS one client that does not read would stop the
 *       timer for good. {@link Exchanges} interrupts the writer instead.
 *   <li>{@code maxReqHeaders}, {@code maxReqHeaderSize} (bytes, names and values and 32 a line; the
 *       request line by itself likewise): beyond them the connection is closed unanswered.
 *   <li>{@code drainAmount}: how much of an unread body is skipped to keep a connection; of a
 *       larger one the connection is closed.
 * </ul>
 */
final class ServerProperties {
  static final int MAX_CONNECTIONS = 8192;
  static final int MAX_IDLE_CONNECTIONS = 1024;
  static final int MAX_HEADERS = 100;
  static final int MAX_HEADER_BYTES = 32 * 1024;

  private ServerProperties() {}

  static void set() {
    setUnlessGiven("sun.net.httpserver.nodelay", "true");
    setUnlessGiven("jdk.httpserver.maxConnections", Integer.toString(MAX_CONNECTIONS));
    setUnlessGiven("sun.net.httpserver.maxIdleConnections", Integer.toString(MAX_IDLE_CONNECTIONS));
    setUnlessGiven("sun.net.httpserver.idleInterval", "90");
    setUnlessGiven("sun.net.httpserver.clockTick", "5000");
    setUnlessGiven("sun.net.httpserver.maxReqTime", "15");
    setUnlessGiven("sun.net.httpserver.timerMillis", "5000");
    setUnlessGiven("sun.net.httpserver.maxReqHeaders", Integer.toString(MAX_HEADERS));
    setUnlessGiven("sun.net.httpserver.maxReqHeaderSize", Integer.toString(MAX_HEADER_BYTES));
    setUnlessGiven("sun.net.httpserver.drainAmount", "65536");
  }

  private static void setUnlessGiven(String name, String value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }
}
