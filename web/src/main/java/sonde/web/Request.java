package sonde.web;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request, read whole: its body is at most {@link Limits#bodyBytes()} long.
 *
 * <p>{@code toString} names method and path only: query and headers may hold credentials.
 */
public final class Request {
  private final String method;
  private final String path;
  private final Map<String, List<String>> query;
  private final Map<String, List<String>> headers;
  private final Map<String, String> variables;
  private final byte[] body;
  private final @Nullable InetAddress client;

  Request(
      String method,
      String path,
      Map<String, List<String>> query,
      Map<String, List<String>> headers,
      Map<String, String> variables,
      byte[] body,
      @Nullable InetAddress client) {
    this.method = method;
    this.path = path;
    this.query = query;
    this.headers = headers;
    this.variables = variables;
    this.body = body;
    this.client = client;
  }

  /**
   * A request without headers and body, for calling a handler directly.
   *
   * @param target path and query as they stand in a request line, e.g. {@code /probe?target=cache}
   * @throws IllegalArgumentException if it has a bad escape
   */
  public static Request of(String method, String target) {
    URI uri = URI.create(target);
    return new Request(
        method,
        uri.getRawPath(),
        Query.parse(uri.getRawQuery()),
        Map.of(),
        Map.of(),
        new byte[0],
        null);
  }

  /** The same request with a header. */
  public Request withHeader(String name, String value) {
    var all = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    all.putAll(headers);
    all.put(name, List.of(value));
    return new Request(method, path, query, all, variables, body, client);
  }

  Request withBody(byte[] bytes) {
    return new Request(method, path, query, headers, variables, bytes, client);
  }

  /** The method in capitals; a handler of GET sees HEAD requests too, their body is dropped. */
  public String method() {
    return method;
  }

  /** The path as sent, not decoded. */
  public String path() {
    return path;
  }

  /** The first value of a query parameter, decoded; null without one. */
  public @Nullable String parameter(String name) {
    List<String> values = parameters(name);
    return values.isEmpty() ? null : values.getFirst();
  }

  /** All values of a query parameter in order, decoded; empty without one. */
  public List<String> parameters(String name) {
    return query.getOrDefault(name, List.of());
  }

  /** All query parameters, decoded, in the order of their first appearance. */
  public Map<String, List<String>> query() {
    return query;
  }

  /** The decoded value of the route's {@code {name}}. */
  public String variable(String name) {
    String value = variables.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no {" + name + "}");
    }
    return value;
  }

  /** The first value of a header, whatever its capitals; null without one. */
  public @Nullable String header(String name) {
    for (Map.Entry<String, List<String>> header : headers.entrySet()) {
      if (header.getKey().equalsIgnoreCase(name) && !header.getValue().isEmpty()) {
        return header.getValue().getFirst();
      }
    }
    return null;
  }

  /** The body; empty without one. */
  public byte[] body() {
    return body.clone();
  }

  /** The address of the client's end of the connection; null for a request made by {@link #of}. */
  public @Nullable InetAddress client() {
    return client;
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
