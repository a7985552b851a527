package sonde.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which handler answers which path and method.
 *
 * <p>A path is fixed ({@code /metrics}) or has variables that stand for one segment each ({@code
 * /{id}}); a fixed path goes first. A known path with another method is 405 with {@code Allow}, an
 * unknown one 404. HEAD is answered by the handler of GET.
 */
public final class Routes {
  /** Makes the answers that no handler gives: 400, 404, 405, 413, 500, 503. */
  @FunctionalInterface
  public interface Refusal {
    /**
     * An answer.
     *
     * @param sentence what to tell the client
     */
    Response of(int status, String sentence);
  }

  /** Is told of every request, in the request's thread. */
  public interface Observer {
    /** A request has come. */
    void begun();

    /**
     * It has been answered, or its client is gone.
     *
     * @param path as it was added to the table, with its variables unfilled; empty if the table has
     *     none for the request
     * @param status of the answer
     * @param took since {@link #begun}
     */
    void ended(String method, String path, int status, Duration took);
  }

  private static final Observer NOBODY =
      new Observer() {
        @Override
        public void begun() {
          // Nobody wants to know.
        }

        @Override
        public void ended(String method, String path, int status, Duration took) {
          // Nobody wants to know.
        }
      };

  /** A path's handler and whether it answers without authentication. */
  record Route(String path, Handler handler, boolean open) {}

  /** What stands for a request: a route with its variables, or the reason why there is none. */
  sealed interface Match {
    record Found(Route route, Map<String, String> variables) implements Match {}

    record WrongMethod(String allow) implements Match {}

    record Unknown() implements Match {}

    record BadEscape() implements Match {}
  }

  private record Template(List<String> segments, Map<String, Route> methods) {}

  private final Map<String, Map<String, Route>> fixed;
  private final List<Template> templates;
  private final Refusal refusal;
  private final Observer observer;

  private Routes(Map<String, Map<String, Route>> byPath, Refusal refusal, Observer observer) {
    this.refusal = refusal;
    this.observer = observer;
    var fixedPaths = new LinkedHashMap<String, Map<String, Route>>();
    var withVariables = new ArrayList<Template>();
    byPath.forEach(
        (path, methods) -> {
          if (path.contains("{")) {
            withVariables.add(new Template(segments(path), Map.copyOf(methods)));
          } else {
            fixedPaths.put(path, Map.copyOf(methods));
          }
        });
    this.fixed = fixedPaths;
    this.templates = withVariables;
  }

  /** A table without routes, to be filled. */
  public static Builder builder() {
    return new Builder();
  }

  Response refuse(int status, String sentence) {
    return refusal.of(status, sentence);
  }

  Observer observer() {
    return observer;
  }

  Match match(String method, String rawPath) {
    Map<String, Route> exact = fixed.get(rawPath);
    if (exact != null) {
      return choose(exact, method, Map.of());
    }
    List<String> segments = segments(rawPath);
    for (Template template : templates) {
      Map<String, String> variables = variables(template.segments(), segments);
      if (variables != null) {
        return choose(template.methods(), method, variables);
      }
    }
    return new Match.Unknown();
  }

  private static Match choose(
      Map<String, Route> methods, String method, Map<String, String> variables) {
    Route route = methods.get(method.equals("HEAD") ? "GET" : method);
    if (route != null) {
      return new Match.Found(route, variables);
    }
    var allowed = new TreeSet<>(methods.keySet());
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    return new Match.WrongMethod(String.join(", ", allowed));
  }

  private static @Nullable Map<String, String> variables(
      List<String> template, List<String> segments) {
    if (template.size() != segments.size()) {
      return null;
    }
    var variables = new LinkedHashMap<String, String>();
    for (int i = 0; i < template.size(); i++) {
      String expected = template.get(i);
      String actual = segments.get(i);
      if (expected.startsWith("{")) {
        if (actual.isEmpty()) {
          return null;
        }
        // A plus is a plus in a path: only a form's query writes spaces that way.
        variables.put(
            expected.substring(1, expected.length() - 1), Query.decode(actual.replace("+", "%2B")));
      } else if (!expected.equals(actual)) {
        return null;
      }
    }
    return variables;
  }

  private static List<String> segments(String path) {
    return List.of(path.split("/", -1));
  }

  /** Collects routes; the same path and method twice is a mistake of the caller. */
  public static final class Builder {
    private final Map<String, Map<String, Route>> byPath = new LinkedHashMap<>();
    private Refusal refusal = Response::text;
    private Observer observer = NOBODY;

    private Builder() {}

    /** Has the answers that no handler gives made another way than as plain text. */
    public Builder refusals(Refusal another) {
      refusal = another;
      return this;
    }

    /** Has somebody told of every request. */
    public Builder observer(Observer another) {
      observer = another;
      return this;
    }

    /** Answers GET and HEAD. */
    public Builder get(String path, Handler handler) {
      return add("GET", path, new Route(path, handler, false));
    }

    /** Answers POST. */
    public Builder post(String path, Handler handler) {
      return add("POST", path, new Route(path, handler, false));
    }

    /** Answers another method. */
    public Builder on(String method, String path, Handler handler) {
      return add(method, path, new Route(path, handler, false));
    }

    /**
     * Answers GET and HEAD without authentication and rate limit, also while the web configuration
     * file is broken: for health checks, which must tell nothing worth hiding and cost nothing.
     */
    public Builder open(String path, Handler handler) {
      return add("GET", path, new Route(path, handler, true));
    }

    /** The table. */
    public Routes build() {
      return new Routes(byPath, refusal, observer);
    }

    private Builder add(String method, String path, Route route) {
      if (!path.startsWith("/")) {
        throw new IllegalArgumentException("a path starts with /: " + path);
      }
      Route before =
          byPath.computeIfAbsent(path, _ -> new LinkedHashMap<>()).putIfAbsent(method, route);
      if (before != null) {
        throw new IllegalArgumentException(method + " " + path + " has two handlers");
      }
      return this;
    }
  }
}
