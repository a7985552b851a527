package sonde.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** Takes every request of a listener: gate, route, body, handler, response. */
final class Dispatch implements HttpHandler {
  private final Routes routes;
  private final Gate gate;
  private final Exchanges exchanges;
  private final Semaphore handlers;
  private final Limits limits;

  Dispatch(Routes routes, Gate gate, Exchanges exchanges, Semaphore handlers, Limits limits) {
    this.routes = routes;
    this.gate = gate;
    this.exchanges = exchanges;
    this.handlers = handlers;
    this.limits = limits;
  }

  /** Throws only to have the connection closed: the server does so without a word. */
  @Override
  public void handle(HttpExchange http) throws IOException {
    Exchanges.Exchange exchange = exchanges.current();
    Response response;
    try {
      exchange.handling();
      response = answer(http, exchange);
    } catch (InterruptedException e) {
      throw new CutException();
    } catch (RuntimeException e) {
      response = Answer.failed(http.getRequestMethod(), e);
    }
    new Answer(http, exchange).send(response);
  }

  private Response answer(HttpExchange http, Exchanges.Exchange exchange)
      throws IOException, InterruptedException {
    String path = http.getRequestURI().getRawPath();
    Routes.Match match;
    Request head;
    try {
      match = routes.match(http.getRequestMethod(), path == null ? "" : path);
      head = request(http, path == null ? "" : path, match);
    } catch (IllegalArgumentException e) {
      return gate.dress(Response.text(400, "The URL has a broken escape."));
    }
    if (match instanceof Routes.Match.Found(Routes.Route route, var _) && route.open()) {
      return gate.dress(handle(route.handler(), head));
    }
    Response refusal = gate.refuse(head);
    if (refusal != null) {
      return refusal;
    }
    return gate.dress(
        switch (match) {
          case Routes.Match.Found found -> handle(found.route().handler(), head, http, exchange);
          case Routes.Match.WrongMethod wrong ->
              Response.text(405, "This path answers " + wrong.allow() + ".")
                  .withHeader("Allow", wrong.allow());
          case Routes.Match.Unknown _ -> Response.text(404, "There is nothing at this path.");
        });
  }

  private static Request request(HttpExchange http, String path, Routes.Match match) {
    return new Request(
        http.getRequestMethod(),
        path,
        Query.parse(http.getRequestURI().getRawQuery()),
        http.getRequestHeaders(),
        match instanceof Routes.Match.Found found ? found.variables() : Map.of(),
        new byte[0],
        http.getRemoteAddress().getAddress());
  }

  private Response handle(
      Handler handler, Request head, HttpExchange http, Exchanges.Exchange exchange)
      throws IOException {
    if (!handlers.tryAcquire()) {
      return Response.text(503, "Too many requests are being handled; try again later.")
          .withHeader("Retry-After", "1");
    }
    try {
      exchange.reading();
      byte[] body = http.getRequestBody().readNBytes(limits.bodyBytes() + 1);
      exchange.handling();
      if (body.length > limits.bodyBytes()) {
        return Response.text(
            413, "The request's body is longer than " + limits.bodyBytes() + " bytes.");
      }
      return handle(handler, head.withBody(body));
    } finally {
      handlers.release();
    }
  }

  private static Response handle(Handler handler, Request request) {
    try {
      return handler.handle(request);
    } catch (Exception e) {
      return Answer.failed(request.toString(), e);
    }
  }
}
