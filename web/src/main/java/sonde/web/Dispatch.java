package sonde.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** Takes every request of a listener: gate, route, body, handler, response. */
final class Dispatch implements HttpHandler {
  /** What observers are told when there was no answer, as other servers log it. */
  private static final int CLIENT_GONE = 499;

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
    long begun = System.nanoTime();
    routes.observer().begun();
    Routes.Match match = new Routes.Match.Unknown();
    int status = CLIENT_GONE;
    try {
      Response response;
      try {
        exchange.handling();
        match = match(http);
        response = answer(http, exchange, match);
      } catch (InterruptedException e) {
        throw new CutException();
      } catch (RuntimeException e) {
        response = Answer.failed(routes, http.getRequestMethod(), e);
      }
      status = response.status();
      new Answer(http, exchange, routes).send(response);
    } finally {
      String path = match instanceof Routes.Match.Found found ? found.route().path() : "";
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      routes.observer().ended(http.getRequestMethod(), path, status, took);
    }
  }

  private Routes.Match match(HttpExchange http) {
    try {
      return routes.match(http.getRequestMethod(), path(http));
    } catch (IllegalArgumentException e) {
      return new Routes.Match.BadEscape();
    }
  }

  private static String path(HttpExchange http) {
    String path = http.getRequestURI().getRawPath();
    return path == null ? "" : path;
  }

  private Response answer(HttpExchange http, Exchanges.Exchange exchange, Routes.Match match)
      throws IOException, InterruptedException {
    Request head;
    try {
      head = request(http, path(http), match);
    } catch (IllegalArgumentException e) {
      return gate.dress(badEscape());
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
              routes
                  .refuse(405, "This path answers " + wrong.allow() + ".")
                  .withHeader("Allow", wrong.allow());
          case Routes.Match.Unknown _ -> routes.refuse(404, "There is nothing at this path.");
          case Routes.Match.BadEscape _ -> badEscape();
        });
  }

  private Response badEscape() {
    return routes.refuse(400, "The URL has a broken escape.");
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
      return routes
          .refuse(503, "Too many requests are being handled; try again later.")
          .withHeader("Retry-After", "1");
    }
    try {
      exchange.reading();
      byte[] body = http.getRequestBody().readNBytes(limits.bodyBytes() + 1);
      exchange.handling();
      if (body.length > limits.bodyBytes()) {
        return routes.refuse(
            413, "The request's body is longer than " + limits.bodyBytes() + " bytes.");
      }
      return handle(handler, head.withBody(body));
    } finally {
      handlers.release();
    }
  }

  private Response handle(Handler handler, Request request) {
    try {
      return handler.handle(request);
    } catch (Exception e) {
      return Answer.failed(routes, request.toString(), e);
    }
  }
}
