package sonde.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Makes a tree of values with their places out of YAML 1.2 text. Works on the parser's events, so
 * that what YAML can do beyond plain data (aliases, tags) is refused where it stands, and nothing
 * is ever built that is larger than the file.
 */
final class TreeReader {
  private static final int DEEPEST = 32;
  private static final int MOST_VALUES = 100_000;

  private final String file;
  private final String text;
  private final Scalars scalars;
  private final Report report;
  private final Iterator<Event> events;
  private int values;

  TreeReader(String file, String text, Scalars scalars, Report report) {
    this.file = file;
    this.text = text;
    this.scalars = scalars;
    this.report = report;
    // At once: for each piece of a long scalar or comment the reader copies what it has of it.
    int buffer = Math.max(text.length(), 1024);
    LoadSettings settings = LoadSettings.builder().setLabel(file).setBufferSize(buffer).build();
    this.events = new Parse(settings).parseString(text).iterator();
  }

  /** The root, or null if there is none; what is wrong is in the report. */
  @Nullable Node read() {
    try {
      return document();
    } catch (MarkedYamlEngineException e) {
      syntax(e);
    } catch (ReaderException e) {
      int line = 1 + (int) text.codePoints().limit(e.getPosition()).filter(c -> c == '\n').count();
      String message = String.format("the character U+%04X is not allowed", e.getCodePoint());
      report.add(new Problem(file, line, 0, "", "is not valid YAML: " + message));
    } catch (YamlEngineException e) {
      report.add(Problem.of(file, "", "is not valid YAML"));
    } catch (RefusedException e) {
      report.add(e.problem);
    }
    return null;
  }

  private @Nullable Node document() {
    Node root = null;
    boolean reported = false;
    while (events.hasNext()) {
      Event event = events.next();
      switch (event.getEventId()) {
        case DocumentStart -> {
          if (root != null && !reported) {
            reported = true;
            Place at = at(Place.ROOT, event);
            problem(at, "a second document starts here; a configuration is a single one");
          }
        }
        case Alias, Scalar, MappingStart, SequenceStart -> {
          if (root == null) {
            root = node(event, Place.ROOT, 0);
          } else {
            skip(event);
          }
        }
        default -> {}
      }
    }
    if (root == null || root.isNull()) {
      report.add(Problem.of(file, "", "is empty"));
      return null;
    }
    return root;
  }

  /**
   * A value.
   *
   * @param place its path, and where its key stands, if it has one
   */
  private Node node(Event event, Place place, int depth) {
    if (++values > MOST_VALUES) {
      refuse(event, "holds more than " + MOST_VALUES + " values");
    }
    return switch (event) {
      case ScalarEvent scalar -> {
        // Nothing written has no place of its own worth showing.
        Place own = scalar.getValue().isEmpty() && scalar.isPlain() ? place : at(place, scalar);
        yield tagAllowed(scalar.getTag(), own)
            ? scalars.node(own, scalar, problem -> problem(own, problem))
            : new Node.Broken(own);
      }
      case AliasEvent _ ->
          broken(at(place, event), "YAML aliases are not supported; repeat the value");
      case MappingStartEvent start -> mapping(start, place, depth);
      case SequenceStartEvent start -> sequence(start, place, depth);
      default -> throw new IllegalStateException("no value: " + event.getEventId());
    };
  }

  private Node sequence(SequenceStartEvent start, Place place, int depth) {
    checkDepth(start, depth);
    boolean allowed = tagAllowed(start.getTag(), place);
    List<Node> items = new ArrayList<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.SequenceEnd;
        event = events.next()) {
      items.add(node(event, place.item(items.size(), line(event), column(event)), depth + 1));
    }
    return allowed ? new Node.Sequence(place, items) : new Node.Broken(place);
  }

  private Node mapping(MappingStartEvent start, Place place, int depth) {
    checkDepth(start, depth);
    boolean allowed = tagAllowed(start.getTag(), place);
    Map<String, Node> entries = new LinkedHashMap<>();
    Map<String, Integer> lines = new HashMap<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.MappingEnd;
        event = events.next()) {
      if (!(event instanceof ScalarEvent key)) {
        problem(at(place, event), "a key must be a single text");
        skip(event);
        skip(events.next());
        continue;
      }
      Place keyPlace = place.key(key.getValue(), line(key), column(key));
      Integer first = lines.putIfAbsent(key.getValue(), line(key));
      if (first == null) {
        entries.put(key.getValue(), node(events.next(), keyPlace, depth + 1));
      } else {
        problem(keyPlace, "is given twice, first in line " + first);
        skip(events.next());
      }
    }
    return allowed ? new Node.Mapping(place, entries) : new Node.Broken(place);
  }

  /** Leaves out the value that starts with this event. */
  private void skip(Event first) {
    int open = 0;
    Event event = first;
    while (true) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> open++;
        case MappingEnd, SequenceEnd -> open--;
        default -> {}
      }
      checkDepth(event, open);
      if (open == 0) {
        return;
      }
      event = events.next();
    }
  }

  // The parser takes time by the square of the depth, so that there is no going on.
  private void checkDepth(Event event, int depth) {
    if (depth >= DEEPEST) {
      refuse(event, "is nested deeper than " + DEEPEST + " levels");
    }
  }

  private void refuse(Event event, String message) {
    throw new RefusedException(new Problem(file, line(event), column(event), "", message));
  }

  private boolean tagAllowed(Optional<String> tag, Place place) {
    boolean allowed = tag.isEmpty() || Scalars.isText(tag.get());
    if (!allowed) {
      // A tag is not shown: an unquoted password may start with an exclamation mark.
      problem(place, "YAML tags are not supported; put a text that starts with ! in quotes");
    }
    return allowed;
  }

  private Node broken(Place place, String message) {
    problem(place, message);
    return new Node.Broken(place);
  }

  private void syntax(MarkedYamlEngineException e) {
    Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
    int line = mark.map(m -> m.getLine() + 1).orElse(0);
    int column = mark.map(m -> m.getColumn() + 1).orElse(0);
    String problem = e.getProblem() == null ? "" : e.getProblem();
    // The parser quotes tags, which may be an unquoted password.
    String shown = problem.isEmpty() || problem.contains("tag") ? "" : ": " + problem;
    String hint = "";
    if (scalars.expands()
        && text.lines().skip(Math.max(0, line - 1)).findFirst().orElse("").contains("${")) {
      hint = "; a ${NAME} within { } or [ ] must be quoted";
    }
    report.add(new Problem(file, line, column, "", "is not valid YAML" + shown + hint));
  }

  private void problem(Place place, String message) {
    report.add(new Problem(file, place.line(), place.column(), place.path(), message));
  }

  private static Place at(Place place, Event event) {
    return place.value(line(event), column(event));
  }

  private static int line(Event event) {
    return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }

  private static int column(Event event) {
    return event.getStartMark().map(mark -> mark.getColumn() + 1).orElse(0);
  }

  /** Ends the reading. */
  private static final class RefusedException extends RuntimeException {
    private final transient Problem problem;

    RefusedException(Problem problem) {
      super(problem.message());
      this.problem = problem;
    }
  }
}
