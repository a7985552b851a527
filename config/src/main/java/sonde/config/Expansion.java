package sonde.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text with its variables expanded: {@code ${NAME}}, {@code ${NAME:-default}} (the default also
 * when the variable is empty, as in a shell), <code>$${</code> for a literal <code>${</code>.
 *
 * @param text the result
 * @param expanded whether there was a variable in it
 * @param variables the names of what was taken from the environment, by value
 * @param problems what could not be expanded
 */
record Expansion(
    String text, boolean expanded, Map<String, String> variables, List<String> problems) {
  private static final String START = "${";
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\$\\{|\\$\\{(?:([A-Za-z_][A-Za-z0-9_]*)(:-[^}]*)?\\})?");

  static Expansion of(String written, Environment environment) {
    if (!written.contains(START)) {
      return none(written);
    }
    Map<String, String> variables = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    boolean expanded = false;
    StringBuilder out = new StringBuilder();
    Matcher reference = REFERENCE.matcher(written);
    while (reference.find()) {
      String value = "";
      String name = reference.group(1);
      if (reference.group().startsWith("$$")) {
        value = START;
      } else if (name == null) {
        problems.add(
            "`${` starts a variable, as in ${NAME} or ${NAME:-default}; write `$${` for a literal");
      } else {
        expanded = true;
        value = value(name, reference.group(2), environment, variables, problems);
      }
      reference.appendReplacement(out, Matcher.quoteReplacement(value));
    }
    return new Expansion(reference.appendTail(out).toString(), expanded, variables, problems);
  }

  /** A text without variables. */
  static Expansion none(String written) {
    return new Expansion(written, false, Map.of(), List.of());
  }

  private static String value(
      String name,
      @Nullable String fallback,
      Environment environment,
      Map<String, String> variables,
      List<String> problems) {
    String value = environment.get(name);
    if (fallback != null && (value == null || value.isEmpty())) {
      return fallback.substring(":-".length());
    }
    if (value == null) {
      problems.add(
          "the variable " + name + " is not set; set it, or write ${" + name + ":-default}");
      return "";
    }
    variables.put(value, "${" + name + "}");
    return value;
  }
}
