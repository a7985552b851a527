package sonde.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends one response. */
final class Answer {
  private static final Logger LOG = LoggerFactory.getLogger(Answer.class);

  /** Below it gzip's header and trailer cost more than is saved. */
  private static final int WORTH_COMPRESSING = 256;

  private final HttpExchange http;
  private final Exchanges.Exchange exchange;
  private final Routes routes;

  Answer(HttpExchange http, Exchanges.Exchange exchange, Routes routes) {
    this.http = http;
    this.exchange = exchange;
    this.routes = routes;
  }

  /** What the client is told when {@code request} failed; the reason goes to the log. */
  static Response failed(Routes routes, String request, Exception e) {
    LOG.error("{} failed; the client was answered 500", request, e);
    return routes.refuse(500, "An error of the server; its log says more.");
  }

  /** Throws if the connection has to be closed, because the client did not get all. */
  void send(Response response) throws IOException {
    if (http.getRequestMethod().equals("HEAD")) {
      sendHead(response);
      return;
    }
    boolean gzip = setHeaders(response);
    var sink = new BodySink(http, exchange, response.status());
    try {
      if (gzip) {
        writeCompressed(response, sink);
      } else {
        response.writeBody(sink);
      }
    } catch (ClientGoneException | CutException e) {
      LOG.debug("{} could not be answered: {}", http.getRequestMethod(), e.getMessage());
      throw e;
    } catch (IOException | RuntimeException e) {
      recover(sink, e);
      return;
    }
    sink.finish();
  }

  private void recover(BodySink sink, Exception e) throws IOException {
    String request = http.getRequestMethod() + " " + http.getRequestURI().getRawPath();
    if (sink.committed()) {
      LOG.error("{} failed in the middle of the response; the connection was cut", request, e);
      throw new ClientGoneException(new IOException("the response is incomplete"));
    }
    http.getResponseHeaders().remove("Content-Encoding");
    Response failed = failed(routes, request, e);
    setHeaders(failed);
    var second = new BodySink(http, exchange, failed.status());
    failed.writeBody(second);
    second.finish();
  }

  private void sendHead(Response response) throws IOException {
    boolean gzip = setHeaders(response);
    if (!gzip && response.length() != Response.UNKNOWN) {
      http.getResponseHeaders().set("Content-Length", Long.toString(response.length()));
    }
    exchange.writing();
    http.sendResponseHeaders(response.status(), -1);
    http.close();
  }

  /** Whether the body goes compressed. */
  private boolean setHeaders(Response response) {
    Headers headers = http.getResponseHeaders();
    headers.set("Content-Type", response.contentType());
    headers.set("Cache-Control", "no-store");
    response.headers().forEach(headers::set);
    if (!response.gzip()) {
      return false;
    }
    headers.add("Vary", "Accept-Encoding");
    boolean tooSmall =
        response.length() != Response.UNKNOWN && response.length() < WORTH_COMPRESSING;
    if (tooSmall || !AcceptEncoding.gzip(accepted())) {
      return false;
    }
    headers.set("Content-Encoding", "gzip");
    return true;
  }

  /** A header may come in several lines, which count as one list. */
  private String accepted() {
    return String.join(",", http.getRequestHeaders().getOrDefault("Accept-Encoding", List.of()));
  }

  private static void writeCompressed(Response response, BodySink sink) throws IOException {
    var gzip = new FastGzip(sink);
    try {
      response.writeBody(gzip);
      gzip.finish();
    } finally {
      gzip.release();
    }
  }
}
