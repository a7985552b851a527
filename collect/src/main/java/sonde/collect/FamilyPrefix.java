package sonde.collect;

/**
 * Families whose names the server makes, one a variable: all start with this prefix and share type
 * and help.
 *
 * @param name what the names start with, without namespace
 * @param type the type of all of them
 * @param help the help text of all of them
 * @param withRole whether they may carry the label {@code instance_role}
 */
public record FamilyPrefix(String name, MetricType type, String help, boolean withRole) {
  private static final int MAX_NAME = 200;

  /** A prefix of gauges. */
  public static FamilyPrefix gauges(String name, String help) {
    return new FamilyPrefix(name, MetricType.GAUGE, help, true);
  }

  /** A prefix of families of unknown type. */
  public static FamilyPrefix unknowns(String name, String help) {
    return new FamilyPrefix(name, MetricType.UNKNOWN, help, true);
  }

  /** These families, never given the label {@code instance_role}. */
  public FamilyPrefix withoutRole() {
    return new FamilyPrefix(name, type, help, false);
  }

  /**
   * The family of a server's variable. What a metric name may not hold becomes an underscore, and a
   * name longer than 200 characters is cut.
   *
   * @param labels the family's label names
   */
  public Family family(String variable, String... labels) {
    StringBuilder full = new StringBuilder(name);
    int end = Math.min(variable.length(), MAX_NAME - name.length());
    for (int i = 0; i < end; i++) {
      char c = variable.charAt(i);
      full.append(isNameCharacter(c) ? c : '_');
    }
    return Family.named(this, full.toString(), labels);
  }

  private static boolean isNameCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }
}
