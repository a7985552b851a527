package sonde.exporter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sonde.config.Environment;
import sonde.config.Problem;
import sonde.config.Report;
import sonde.config.SecretSource;

/** Reads environment variables, and gathers what is wrong with them and what else to say. */
final class Variables {
  static final String SOURCE = "environment";

  private final Environment environment;
  private final Report report;
  private final List<String> notes = new ArrayList<>();

  Variables(Environment environment, Report report) {
    this.environment = environment;
    this.report = report;
  }

  /** Where what is wrong goes. */
  Report report() {
    return report;
  }

  /** A variable's value; null when it is not set or empty. */
  @Nullable String text(String name) {
    String value = environment.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  /** Whether a variable is true, by the words that Go, and so the peers, take. */
  boolean isTrue(String name) {
    String value = text(name);
    if (value == null) {
      return false;
    }
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true", "t", "1" -> true;
      case "false", "f", "0" -> false;
      default -> {
        problem(name, "is true or false");
        yield false;
      }
    };
  }

  /** The readable file that a variable names; null when it is not set or names none. */
  @Nullable Path file(String name) {
    String text = text(name);
    if (text == null) {
      return null;
    }
    Path path = Path.of(text);
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      problem(name, "no file that can be read: " + path);
      return null;
    }
    return path;
  }

  /** What stands in the file that a variable names, without white space around it. */
  @Nullable String textInFile(String name) {
    Path file = file(name);
    if (file == null) {
      return null;
    }
    try {
      // Bounds the file, and never shows what is in it.
      return SecretSource.file(file).current().reveal().strip();
    } catch (IOException e) {
      problem(name, String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** The prefix of the metrics' names that an option or else a variable gives. */
  Namespace namespace(@Nullable String option, @Nullable String variable, String otherwise) {
    String set = variable == null || option != null ? option : text(variable);
    try {
      return new Namespace(Optional.ofNullable(set).orElse(otherwise));
    } catch (IllegalArgumentException e) {
      String why = String.valueOf(e.getMessage());
      report.add(
          option == null
              ? Problem.of(SOURCE, String.valueOf(variable), why)
              : Problem.of(ConfigSource.COMMAND_LINE, "--namespace", why));
      return new Namespace(otherwise);
    }
  }

  void problem(String name, String why) {
    report.add(Problem.of(SOURCE, name, why));
  }

  /** Says that a variable is passed over because another is set, if both are. */
  void noteUnread(String name, String because) {
    if (text(name) != null && text(because) != null) {
      note(name + " is not read: " + because + " is set");
    }
  }

  void note(String note) {
    notes.add(note);
  }

  /** What is not wrong, but may not do what was meant. */
  List<String> notes() {
    return List.copyOf(notes);
  }
}
