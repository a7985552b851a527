package sonde.web;

import com.sun.net.httpserver.HttpServer;
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

  private final List<ListenAddress> addresses;
  private final List<HttpServer> servers;
  private final Exchanges exchanges;
  private final Limits limits;

  private WebServer(
      List<ListenAddress> addresses, List<HttpServer> servers, Exchanges exchanges, Limits limits) {
    this.addresses = addresses;
    this.servers = servers;
    this.exchanges = exchanges;
    this.limits = limits;
  }

  /**
   * Binds all addresses, then serves.
   *
   * @throws ListenException if an address cannot be had; then nothing was started
   */
  public static WebServer start(Options options) throws ListenException {
    ServerProperties.set();
    var exchanges = new Exchanges(options.limits());
    var handlers = new Semaphore(options.limits().handled());
    var servers = new ArrayList<HttpServer>();
    var addresses = new ArrayList<ListenAddress>();
    try {
      for (Listener listener : options.listeners()) {
        HttpServer server = bind(listener.address());
        servers.add(server);
        addresses.add(listener.address().withPort(server.getAddress().getPort()));
        server.setExecutor(exchanges);
        server.createContext(
            "/",
            new Dispatch(listener.routes(), new OpenGate(), exchanges, handlers, options.limits()));
      }
    } catch (ListenException e) {
      servers.forEach(server -> server.stop(0));
      exchanges.close();
      throw e;
    }
    servers.forEach(HttpServer::start);
    addresses.forEach(address -> LOG.info("listening on {}", address));
    return new WebServer(List.copyOf(addresses), List.copyOf(servers), exchanges, options.limits());
  }

  /** Where it listens, in the order of the options, with the actual port where that was 0. */
  public List<ListenAddress> addresses() {
    return addresses;
  }

  /** Stops accepting, lets running requests finish within {@link Limits#closeTime()}, ends. */
  @Override
  public void close() {
    new Shutdown(servers, exchanges, limits.closeTime()).run();
    exchanges.close();
  }

  private static HttpServer bind(ListenAddress address) throws ListenException {
    InetSocketAddress socketAddress = address.toSocketAddress();
    if (socketAddress.isUnresolved()) {
      throw new ListenException(address + " cannot be listened on: no such host", null);
    }
    try {
      return HttpServer.create(socketAddress, BACKLOG);
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
