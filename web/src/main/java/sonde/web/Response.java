package sonde.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a {@link Handler} answers: status, content type, headers and a body.
 *
 * <p>Unless the handler says otherwise the answer carries {@code Cache-Control: no-store}: a scrape
 * out of a cache is a wrong scrape.
 */
public final class Response {
  /** Writes a body; called at most once, not at all for HEAD. */
  @FunctionalInterface
  public interface Body {
    /**
     * Writes all of the body to {@code out} and does not close it.
     *
     * <p>What it throws before the first 64 KiB have been written becomes a 500; later the
     * connection is cut, so that the client never takes a part for the whole.
     */
    void writeTo(OutputStream out) throws IOException;
  }

  static final long UNKNOWN = -1;

  private final int status;
  private final String contentType;
  private final Map<String, String> headers;
  private final boolean gzip;
  private final Body body;
  private final long length;

  private Response(
      int status,
      String contentType,
      Map<String, String> headers,
      boolean gzip,
      Body body,
      long length) {
    this.status = status;
    this.contentType = contentType;
    this.headers = headers;
    this.gzip = gzip;
    this.body = body;
    this.length = length;
  }

  /** Plain text in UTF-8; a line feed is added at the end where there is none. */
  public static Response text(int status, String text) {
    String line = text.endsWith("\n") ? text : text + "\n";
    return of(status, "text/plain; charset=utf-8", line.getBytes(StandardCharsets.UTF_8));
  }

  /** HTML in UTF-8, compressed where the client accepts it. */
  public static Response html(int status, String html) {
    return of(status, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8)).withGzip();
  }

  /** JSON in UTF-8, compressed where the client accepts it. */
  public static Response json(int status, String json) {
    return of(status, "application/json", json.getBytes(StandardCharsets.UTF_8)).withGzip();
  }

  /** A body of these bytes. */
  public static Response of(int status, String contentType, byte[] body) {
    byte[] copy = body.clone();
    return new Response(
        checked(status), contentType, Map.of(), false, out -> out.write(copy), copy.length);
  }

  /** A body that is written while it is sent. */
  public static Response stream(int status, String contentType, Body body) {
    return new Response(checked(status), contentType, Map.of(), false, body, UNKNOWN);
  }

  /** The same answer, compressed if the client accepts gzip. */
  public Response withGzip() {
    return new Response(status, contentType, headers, true, body, length);
  }

  /** The same answer with a header set to {@code value}. */
  public Response withHeader(String name, String value) {
    Objects.requireNonNull(value, name);
    var all = new LinkedHashMap<>(headers);
    all.put(name, value);
    return new Response(status, contentType, all, gzip, body, length);
  }

  /** The status code. */
  public int status() {
    return status;
  }

  /** The value of {@code Content-Type}. */
  public String contentType() {
    return contentType;
  }

  /** The headers set by {@link #withHeader}. */
  public Map<String, String> headers() {
    return Map.copyOf(headers);
  }

  /** Writes the uncompressed body to {@code out}, as a test of a handler wants it. */
  public void writeBody(OutputStream out) throws IOException {
    body.writeTo(out);
  }

  /** The uncompressed body's length in bytes, or {@link #UNKNOWN}. */
  long length() {
    return length;
  }

  boolean gzip() {
    return gzip;
  }

  private static int checked(int status) {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("not a final HTTP status: " + status);
    }
    return status;
  }
}
