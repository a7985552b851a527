package sonde.collect;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Blocks of families, written in one of the formats: families ordered by name, samples in the order
 * in which they were put. One name stands for one type: what another block brings under it with
 * another type is dropped and counted, as is a series that stands twice.
 */
public final class Exposition {
  private final TreeMap<String, Group> groups = new TreeMap<>();
  private int dropped;

  /** A family under its full name, with the parts that blocks brought. */
  record Group(Family family, List<Part> parts) {}

  /** A block's samples of a family, and the labels that all of them carry beside their own. */
  record Part(Family family, Labels labels, List<Sample> samples) {}

  /**
   * The samples of a node, and how they are named and labelled.
   *
   * @param namespace what the names start with, without the underscore; empty for none
   * @param labels what all series carry
   * @param roleLabels what those carry whose families may have the role
   * @param ownLabels what Sonde's own families carry
   */
  public record Block(
      String namespace,
      Labels labels,
      Labels roleLabels,
      Labels ownLabels,
      List<FamilySamples> families) {
    /** A family's own labels stay, whatever the configuration adds. */
    private Labels labelsOf(Family family) {
      Labels common = family.withRole() ? roleLabels : labels;
      Labels chosen = family.isAbsolute() ? ownLabels : common;
      return switch (family.type()) {
        case GAUGE, COUNTER, UNKNOWN -> chosen.without(family.labels());
        case HISTOGRAM -> chosen.without(family.labels()).without(Set.of("le"));
        case SUMMARY -> chosen.without(family.labels()).without(Set.of("quantile"));
      };
    }
  }

  /** Adds a block. */
  public void add(Block block) {
    for (FamilySamples added : block.families) {
      Family family = added.family();
      String name =
          family.isWhole() || block.namespace.isEmpty()
              ? family.name()
              : block.namespace + '_' + family.name();
      Group group = groups.computeIfAbsent(name, n -> new Group(family, new ArrayList<>()));
      if (group.family.type() == family.type()) {
        group.parts.add(new Part(family, block.labelsOf(family), added.samples()));
      } else {
        added.samples().forEach(sample -> dropped += sample.series());
      }
    }
  }

  /**
   * Drops what stands twice because two blocks have the same labels.
   *
   * @return how many series were dropped since the first block was added
   */
  public int dropDuplicates() {
    for (Group group : groups.values()) {
      if (mayHaveDuplicates(group)) {
        Set<Map<String, String>> seen = new HashSet<>();
        group.parts.replaceAll(part -> new Part(part.family, part.labels, unseen(part, seen)));
      }
    }
    return dropped;
  }

  /** Tells cheaply what holds nearly always: that each block has labels that no other has. */
  private static boolean mayHaveDuplicates(Group group) {
    if (group.parts.size() == 1) {
      return false;
    }
    Part first = group.parts.getFirst();
    Set<Map<String, String>> blocks = new HashSet<>();
    for (Part part : group.parts) {
      boolean alike =
          part.family.labels().equals(first.family.labels())
              && part.labels.values().keySet().equals(first.labels.values().keySet());
      if (!alike || !blocks.add(part.labels.values())) {
        return true;
      }
    }
    return false;
  }

  private List<Sample> unseen(Part part, Set<Map<String, String>> seen) {
    List<Sample> kept = new ArrayList<>(part.samples.size());
    for (Sample sample : part.samples) {
      Map<String, String> labels = new HashMap<>(part.labels.values());
      for (int i = 0; i < sample.labels().size(); i++) {
        labels.put(part.family.labels().get(i), sample.labels().get(i));
      }
      if (seen.add(labels)) {
        kept.add(sample);
      } else {
        dropped += sample.series();
      }
    }
    return kept;
  }

  /** Writes it; the stream is flushed, not closed. */
  public void write(Format format, OutputStream out) throws IOException {
    FamilyWriter writer = new FamilyWriter(format, out);
    for (var entry : groups.entrySet()) {
      writer.write(entry.getKey(), entry.getValue(), groups.keySet());
    }
    writer.end();
  }
}
