package sonde.tally;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import sonde.redisclient.RedisCommand;
import sonde.redisclient.Reply;
import sonde.web.Handler;
import sonde.web.Health;
import sonde.web.Request;
import sonde.web.Response;
import sonde.web.Routes;

/** What is served where. */
final class TallyRoutes {
  private static final Map<Integer, String> TITLES =
      Map.of(
          400, "Bad Request",
          404, "Not Found",
          405, "Method Not Allowed",
          409, "Conflict",
          413, "Content Too Large",
          500, "Internal Server Error",
          503, "Service Unavailable");

  /** Keys made here outlive the request that they are for, and its last attempt. */
  private static final Duration OWN_KEY = Counter.REQUEST_TIME.multipliedBy(2);

  private static final Duration PING_LIMIT = Duration.ofMillis(500);
  private static final RedisCommand PING = RedisCommand.of("PING");

  private final Redis redis;
  private final Counter counter;
  private final Hello hello;
  private final TallyMetrics metrics;
  private final Duration keep;
  private final BooleanSupplier draining;

  TallyRoutes(
      Redis redis,
      Counter counter,
      Hello hello,
      TallyMetrics metrics,
      Duration keep,
      BooleanSupplier draining) {
    this.redis = redis;
    this.counter = counter;
    this.hello = hello;
    this.metrics = metrics;
    this.keep = keep;
    this.draining = draining;
  }

  /** For clients. */
  Routes service() {
    return Routes.builder()
        .refusals(TallyRoutes::problem)
        .observer(metrics)
        .get("/ping", closing(_ -> ping()))
        .get("/helloworld", closing(_ -> helloWorld()))
        .get("/status", closing(_ -> Response.json(200, "{\"status\":\"Up\"}")))
        .get("/{id}", closing(this::count))
        .build();
  }

  /** For who watches and runs it. */
  Routes admin(BooleanSupplier ready) {
    return Health.addTo(Routes.builder(), "Tally", ready).get("/metrics", _ -> metrics()).build();
  }

  /** While draining, clients are told to come back by another connection, to another instance. */
  private Handler closing(Handler handler) {
    return request -> {
      Response response = handler.handle(request);
      return draining.getAsBoolean() ? response.withHeader("Connection", "close") : response;
    };
  }

  private Response count(Request request) throws InterruptedException {
    CounterId id;
    RequestKey key;
    try {
      id = CounterId.ofSegment(request.path().substring(1));
      String clients = request.header(RequestKey.HEADER);
      key = clients == null ? RequestKey.made(OWN_KEY) : RequestKey.ofClient(clients, keep);
      if (request.method().equals("HEAD")) {
        return Response.of(200, "application/json", new byte[0]);
      }
      return answer(counter.count(id, key));
    } catch (IllegalArgumentException e) {
      return problem(400, String.valueOf(e.getMessage()));
    }
  }

  private static Response answer(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Counted(long count) -> Response.json(200, "{\"count\":" + count + "}");
      case Outcome.NotANumber _ ->
          problem(409, "The value of this id is no number that can be counted up.");
      case Outcome.NotCounted _ -> later("This call was not counted: Redis takes no writes now.");
      case Outcome.Unconfirmed _ ->
          later(
              "This call may have been counted, but Redis has not confirmed it. Sent again with the"
                  + " same Idempotency-Key it is not counted twice.");
    };
  }

  private Response helloWorld() throws InterruptedException {
    Optional<String> message = hello.message();
    return message.isPresent()
        ? Response.json(200, "{\"msg\":" + Json.string(message.get()) + "}")
        : later("The message is not to be had: the database does not answer.");
  }

  private Response ping() throws InterruptedException {
    boolean answered =
        redis.attempt("ping", Keys.PING, List.of(PING), PING_LIMIT)
                instanceof Attempt.Answered(var _, List<Reply> replies)
            && !(replies.getFirst() instanceof Reply.Error);
    return answered
        ? Response.json(200, "{\"ping\":\"pong\"}")
        : problem(500, "Redis does not answer.");
  }

  private Response metrics() {
    return Response.stream(
            200,
            PrometheusTextFormatWriter.CONTENT_TYPE,
            out -> PrometheusTextFormatWriter.create().write(out, metrics.registry().scrape()))
        .withGzip();
  }

  private static Response later(String detail) {
    return problem(503, detail).withHeader("Retry-After", "1");
  }

  /** As RFC 9457 has it. */
  static Response problem(int status, String detail) {
    String title = TITLES.getOrDefault(status, "Error");
    String json =
        "{\"title\":"
            + Json.string(title)
            + ",\"status\":"
            + status
            + ",\"detail\":"
            + Json.string(detail)
            + "}";
    return Response.of(status, "application/problem+json", json.getBytes(StandardCharsets.UTF_8));
  }
}
