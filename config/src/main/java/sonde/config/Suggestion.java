package sonde.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what a user probably meant. */
public final class Suggestion {
  private static final int LONGEST = 64;

  private Suggestion() {}

  /**
   * The candidate that is nearest to the word by typing mistakes (a letter missing, added, wrong,
   * or two swapped), or none if nothing is near: at most one mistake in three letters, and three in
   * all.
   */
  public static Optional<String> near(String word, Collection<String> candidates) {
    if (word.length() > LONGEST) {
      return Optional.empty();
    }
    int limit = Math.clamp(word.length() / 3, 1, 3);
    String best = null;
    for (String candidate : candidates) {
      if (candidate.length() > 1 && Math.abs(candidate.length() - word.length()) <= limit) {
        int distance = distance(fold(word), fold(candidate));
        if (distance <= limit && (best == null || distance < distance(fold(word), fold(best)))) {
          best = candidate;
        }
      }
    }
    return Optional.ofNullable(best);
  }

  // Hyphens and capitals are habits of other programs' files, not mistakes to count.
  private static String fold(String word) {
    return word.toLowerCase(Locale.ROOT).replace('-', '_');
  }

  /** Optimal string alignment distance. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
