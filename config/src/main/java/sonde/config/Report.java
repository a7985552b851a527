package sonde.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects the problems of one or several configuration files, so that a user sees all of them at
 * once. Not safe for use by several threads.
 */
public final class Report {
  private static final Comparator<Problem> BY_PLACE =
      Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column);

  private final Map<String, List<Problem>> byFile = new LinkedHashMap<>();
  private int size;

  /** An empty report. */
  public Report() {}

  /** Adds a problem. */
  public void add(Problem problem) {
    byFile.computeIfAbsent(problem.file(), _ -> new ArrayList<>()).add(problem);
    size++;
  }

  /** Whether nothing is wrong. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** Every problem: files in the order in which they were read, each in the order of its lines. */
  public List<Problem> problems() {
    List<Problem> all = new ArrayList<>(size);
    byFile.values().forEach(file -> all.addAll(file.stream().sorted(BY_PLACE).toList()));
    return List.copyOf(all);
  }

  /**
   * Ends the reading when anything is wrong.
   *
   * @throws ConfigException with all problems, if there are any
   */
  public void throwIfAny() throws ConfigException {
    if (!isEmpty()) {
      throw new ConfigException(problems());
    }
  }

  int size() {
    return size;
  }

  /** Fixes the file's place in the report's order. */
  void begin(String file) {
    byFile.computeIfAbsent(file, _ -> new ArrayList<>());
  }
}
