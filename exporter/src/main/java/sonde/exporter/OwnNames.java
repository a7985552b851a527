package sonde.exporter;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import sonde.collect.Collector;
import sonde.collect.Family;
import sonde.config.Problem;
import sonde.config.Report;
import sonde.sql.OwnQuery;

/**
 * The names of the metrics of users' own queries, which are whole and so meet everybody's: one name
 * is one type and one set of labels, wherever it stands, and none of a built-in collector's.
 */
final class OwnNames {
  private final Set<String> builtIn = new HashSet<>();
  private final Map<String, Family> own = new HashMap<>();
  private final Report report;

  private OwnNames(Report report) {
    this.report = report;
  }

  static void check(Collection<TargetConfig> targets, Report report) {
    OwnNames names = new OwnNames(report);
    for (TargetConfig target : targets) {
      names.builtIn.add(target.namespace() + "_up");
      for (Collector<?> collector : target.known()) {
        for (Family family : collector.spec().families()) {
          if (!family.isWhole()) {
            names.builtIn.add(target.namespace() + "_" + family.name());
          }
        }
      }
    }
    targets.forEach(target -> target.queries().forEach(names::check));
  }

  private void check(OwnQuery query) {
    for (Family family : query.spec().families()) {
      String name = family.name();
      Family other = own.putIfAbsent(name, family);
      if (builtIn.contains(name)) {
        problem(query, name, "is a metric of a built-in collector");
      } else if (other != null
          && (other.type() != family.type() || !other.labels().equals(family.labels()))) {
        problem(query, name, "stands elsewhere with another type or other labels");
      }
    }
  }

  private void problem(OwnQuery query, String name, String message) {
    report.add(Problem.of(query.toString(), name, message));
  }
}
