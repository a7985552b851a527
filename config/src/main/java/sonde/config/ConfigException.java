package sonde.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A configuration that cannot be used. The message is the whole report, one problem a line: {@code
 * FILE:LINE: PATH: MESSAGE}. It contains no secret.
 */
public final class ConfigException extends Exception {
  // A file of a megabyte can hold a hundred thousand mistakes; nobody reads them on a terminal.
  private static final int PRINTED = 500;

  private final transient List<Problem> problems;
  private final String report;

  /** A refusal for these problems, of which there is at least one. */
  public ConfigException(List<Problem> problems) {
    this.problems = List.copyOf(problems);
    this.report = report(problems);
  }

  /** Every problem, in the report's order. */
  public List<Problem> problems() {
    return problems;
  }

  @Override
  public String getMessage() {
    return report;
  }

  private static String report(List<Problem> problems) {
    String lines =
        problems.stream().limit(PRINTED).map(Problem::toString).collect(Collectors.joining("\n"));
    int rest = problems.size() - PRINTED;
    return rest > 0 ? lines + "\nand " + rest + " more problems" : lines;
  }
}
