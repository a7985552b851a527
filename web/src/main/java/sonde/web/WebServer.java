package sonde.web;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sonde.config.ConfigException;
import sonde.config.Report;

/**
 * The HTTP server of a program: one or several listeners, each with its routes, under one web
 * configuration file and common {@link Limits}.
 *
 * <p>Every request runs on a virtual thread. See {@link ServerProperties} for the limits that hold
 * for the whole process.
 */
public final class WebServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
  private static final int BACKLOG = 256;

  /**
   * An address and what is served there.
   *
   * @param address where to listen
   * @param routes what answers
   */
  public record Listener(ListenAddress address, Routes routes) {}

  /**
   * What to start.
   *
   * @param listeners at least one
   * @param configFile the web configuration file (exporter-toolkit's format); null for plain HTTP
   *     that is open to all
   * @param limits what to bear
   */
  public record Options(List<Listener> listeners, @Nullable Path configFile, Limits limits) {
    /** Copies the list. */
    public Options {
      listeners = List.copyOf(listeners);
      if (listeners.isEmpty()) {
        throw new IllegalArgumentException("a server needs an address to listen on");
      }
    }

    /** One listener, no configuration file, usual limits. */
    public static Options of(ListenAddress address, Routes routes) {
      return new Options(List.of(new Listener(address, routes)), null, Limits.DEFAULT);
    }
  }

  private final List<ListenAddress> addresses = new ArrayList<>();
  private final List<HttpServer> servers = new ArrayList<>();
  private final @Nullable LiveConfig config;
  private final Gate gate;
  private final Exchanges exchanges;
  private final Semaphore handlers;
  private final Limits limits;

  private WebServer(@Nullable LiveConfig config, Exchanges exchanges, Limits limits) {
    this.config = config;
    this.gate = config == null ? new OpenGate() : config;
    this.exchanges = exchanges;
    this.handlers = new Semaphore(limits.handled());
    this.limits = limits;
  }

  /**
   * Binds all addresses, then serves.
   *
   * @throws ConfigException with everything that is wrong with the web configuration file
   * @throws ListenException if an address cannot be had; in both cases nothing was started
   */
  public static WebServer start(Options options) throws ConfigException, ListenException {
    ServerProperties.set();
    LiveConfig config = options.configFile() == null ? null : LiveConfig.open(options.configFile());
    var exchanges = new Exchanges(options.limits());
    var server = new WebServer(config, exchanges, options.limits());
    try {
      for (Listener listener : options.listeners()) {
        server.bind(listener.address());
      }
    } catch (ListenException e) {
      server.unbind();
      throw e;
    }
    for (int i = 0; i < server.servers.size(); i++) {
      server.serve(server.servers.get(i), options.listeners().get(i).routes());
    }
    String scheme = server.scheme();
    server.addresses.forEach(address -> LOG.info("listening on {}://{}", scheme, address));
    return server;
  }

  /** Adds everything that is wrong with a web configuration file to a report. */
  public static void check(Path configFile, Report report) {
    LiveConfig.check(configFile, report);
  }

  /** Where it listens, in the order of the options, with the actual port where that was 0. */
  public List<ListenAddress> addresses() {
    return List.copyOf(addresses);
  }

  /** Stops accepting, lets running requests finish within {@link Limits#closeTime()}, ends. */
  @Override
  public void close() {
    new Shutdown(servers, exchanges, limits.closeTime()).run();
    release();
  }

  /** {@code https} if the web configuration file turns TLS on, else {@code http}. */
  public String scheme() {
    return config != null && config.usesTls() ? "https" : "http";
  }

  private void release() {
    exchanges.close();
    if (config != null) {
      config.close();
    }
  }

  private void bind(ListenAddress address) throws ListenException {
    HttpServer server = create(address);
    servers.add(server);
    addresses.add(address.withPort(server.getAddress().getPort()));
  }

  private void serve(HttpServer server, Routes routes) {
    if (config != null && server instanceof HttpsServer https) {
      https.setHttpsConfigurator(LiveTls.configurator(config::tls));
    }
    server.setExecutor(exchanges);
    server.createContext("/", new Dispatch(routes, gate, exchanges, handlers, limits));
    server.start();
  }

  /** A server that was never started keeps its socket when it is stopped (JDK 25). */
  private void unbind() {
    for (HttpServer server : servers) {
      server.start();
      server.stop(0);
    }
    release();
  }

  private HttpServer create(ListenAddress address) throws ListenException {
    InetSocketAddress socketAddress = address.toSocketAddress();
    if (socketAddress.isUnresolved()) {
      throw new ListenException(address + " cannot be listened on: no such host", null);
    }
    try {
      return scheme().equals("https")
          ? HttpsServer.create(socketAddress, BACKLOG)
          : HttpServer.create(socketAddress, BACKLOG);
    } catch (BindException e) {
      throw new ListenException(explained(address, e), e);
    } catch (IOException e) {
      throw new ListenException(address + " cannot be listened on: " + e.getMessage(), e);
    }
  }

  private static String explained(ListenAddress address, SocketException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("in use")) {
      return address + " is in use: another process listens there";
    }
    if (message.contains("ermission")) {
      return address + " may not be listened on: ports below 1024 are for privileged users";
    }
    return address + " cannot be listened on: " + message;
  }
}
