package sonde.exporter;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import sonde.collect.Deadline;
import sonde.collect.Exposition;
import sonde.collect.Facts;
import sonde.collect.FamilySamples;
import sonde.collect.Labels;
import sonde.collect.Snapshot;

/** Scrapes targets, all at once, and puts what they gave into an exposition. */
final class Scrapes {
  private Scrapes() {}

  /** A target's snapshot. */
  record Scraped(String name, TargetConfig config, Snapshot snapshot) {}

  /** Scrapes all of them by a deadline; a target that fails to answer is there as down. */
  static List<Scraped> run(List<Target> targets, Set<String> collectors, Deadline deadline) {
    List<CompletableFuture<Snapshot>> running = new ArrayList<>(targets.size());
    for (Target target : targets) {
      running.add(target.scrape(collectors, deadline));
    }
    List<Scraped> all = new ArrayList<>(targets.size());
    for (int i = 0; i < targets.size(); i++) {
      Target target = targets.get(i);
      all.add(new Scraped(target.name(), target.config(), running.get(i).join()));
    }
    return all;
  }

  /**
   * Adds a target to an exposition.
   *
   * @param ofTarget what its series carry
   * @param ofOwn what Sonde's own families about it carry
   */
  static void add(Exposition exposition, Scraped scraped, Labels ofTarget, Labels ofOwn) {
    TargetConfig target = scraped.config();
    Labels labels = ofTarget;
    Labels own = ofOwn.and("node", target.node());
    for (var label : new TreeMap<>(target.labels()).entrySet()) {
      labels = labels.and(label.getKey(), label.getValue());
      own = own.and(label.getKey(), label.getValue());
    }
    Facts facts = scraped.snapshot().facts();
    Labels withRole =
        target.instanceRoleLabel() && facts != null
            ? labels.and("instance_role", facts.role())
            : labels;
    List<FamilySamples> families = new ArrayList<>(scraped.snapshot().families());
    families.addAll(NodeFamilies.of(scraped.snapshot()));
    exposition.add(new Exposition.Block(target.namespace(), labels, withRole, own, families));
  }
}
