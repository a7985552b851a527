package sonde.testkit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sonde.collect.ExpositionParser;
import sonde.collect.Format;
import sonde.collect.MalformedExpositionException;
import sonde.collect.ParsedFamily;

/**
 * Compares an exposition of ours with what a peer was recorded to give: every family of the peer's
 * must be there with its type and its label names, and with its values where those are stable. What
 * ours has beyond the peer's is no difference.
 *
 * <p>Immutable. Families are named by pattern, in which {@code *} stands for any characters.
 */
public final class PeerGolden {
  private final Map<String, ParsedFamily> peer;
  private final List<Pattern> valued;
  private final List<Excuse> exceptions;

  /** A family that may differ, and why. */
  private record Excuse(String pattern, Pattern families, String reason) {}

  private PeerGolden(
      Map<String, ParsedFamily> peer, List<Pattern> valued, List<Excuse> exceptions) {
    this.peer = peer;
    this.valued = List.copyOf(valued);
    this.exceptions = List.copyOf(exceptions);
  }

  /** Of what a peer was recorded to give, in the text format. */
  public static PeerGolden of(String recorded) {
    return new PeerGolden(parse("the peer's exposition", recorded), List.of(), List.of());
  }

  /** Compares the values of these families too, and that ours has no other series in them. */
  public PeerGolden withValues(String... families) {
    List<Pattern> more = new ArrayList<>(valued);
    for (String family : families) {
      more.add(pattern(family));
    }
    return new PeerGolden(peer, more, exceptions);
  }

  /**
   * Lets families differ. An exception for which there is no cause is a difference itself, so that
   * none outlives its reason.
   *
   * @param reason why, a sentence
   */
  public PeerGolden except(String families, String reason) {
    List<Excuse> more = new ArrayList<>(exceptions);
    more.add(new Excuse(families, pattern(families), reason));
    return new PeerGolden(peer, valued, more);
  }

  /** Fails unless an exposition of ours, in the text format, has all that the peer's has. */
  public void assertCoveredBy(String ours) {
    List<String> differences = differences(ours);
    if (!differences.isEmpty()) {
      throw new AssertionError(
          "%d differences from the peer:%n%s"
              .formatted(differences.size(), String.join("\n", differences)));
    }
  }

  /** What an exposition of ours lacks or has otherwise, a line each; empty when nothing. */
  public List<String> differences(String ours) {
    Map<String, ParsedFamily> own = parse("our exposition", ours);
    List<String> differences = new ArrayList<>();
    Set<Excuse> unused = new HashSet<>(exceptions);
    for (ParsedFamily theirs : peer.values()) {
      List<String> here = new ArrayList<>();
      compare(theirs, own.get(theirs.name()), here);
      List<Excuse> excused =
          exceptions.stream().filter(e -> e.families.matcher(theirs.name()).matches()).toList();
      if (excused.isEmpty()) {
        differences.addAll(here);
      } else if (!here.isEmpty()) {
        unused.removeAll(Set.copyOf(excused));
      }
    }
    for (Excuse exception : exceptions) {
      if (unused.contains(exception)) {
        differences.add(exception.pattern + ": is excepted without cause: " + exception.reason);
      }
    }
    return differences;
  }

  private void compare(ParsedFamily theirs, @Nullable ParsedFamily ours, List<String> differences) {
    String name = theirs.name();
    if (ours == null) {
      differences.add(name + ": is missing, the peer has " + describe(theirs));
      return;
    }
    if (theirs.type() != ours.type()) {
      differences.add(name + ": the peer's type is " + theirs.type() + ", ours " + ours.type());
    }
    Set<String> theirLabels = labelNames(theirs);
    Set<String> ourLabels = labelNames(ours);
    if (!theirLabels.equals(ourLabels)) {
      differences.add(name + ": the peer's label names are " + theirLabels + ", ours " + ourLabels);
    } else if (valued.stream().anyMatch(families -> families.matcher(name).matches())) {
      compareValues(theirs, ours, differences);
    }
  }

  private static void compareValues(
      ParsedFamily theirs, ParsedFamily ours, List<String> differences) {
    Map<String, Double> their = values(theirs);
    Map<String, Double> own = values(ours);
    their.forEach(
        (series, value) -> {
          Double found = own.remove(series);
          if (found == null) {
            differences.add(series + ": is missing, the peer has the value " + value);
          } else if (!found.equals(value)) {
            differences.add(series + ": the peer has " + value + ", ours " + found);
          }
        });
    own.forEach(
        (series, value) -> differences.add(series + ": is not in the peer's, ours is " + value));
  }

  private static String describe(ParsedFamily family) {
    return family.type() + " with labels " + labelNames(family);
  }

  /** The sets of label names that its series have, each once; with the suffix of a histogram's. */
  private static Set<String> labelNames(ParsedFamily family) {
    Set<String> names = new TreeSet<>();
    for (ParsedFamily.Series series : family.samples()) {
      names.add(series.name().substring(family.name().length()) + series.labels().keySet());
    }
    return names;
  }

  private static SortedMap<String, Double> values(ParsedFamily family) {
    SortedMap<String, Double> values = new TreeMap<>();
    family.samples().forEach(s -> values.put(s.name() + s.labels(), s.value()));
    return values;
  }

  private static Pattern pattern(String families) {
    return Pattern.compile(families.replace("*", ".*"));
  }

  private static Map<String, ParsedFamily> parse(String what, String text) {
    try {
      Map<String, ParsedFamily> families = new LinkedHashMap<>();
      ExpositionParser.parse(Format.TEXT, text).forEach(f -> families.put(f.name(), f));
      return families;
    } catch (MalformedExpositionException e) {
      throw new AssertionError(what + " cannot be read: " + e.getMessage(), e);
    }
  }
}
