package sonde.cli;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sonde.collect.Collector;
import sonde.collect.Family;
import sonde.collect.FamilyPrefix;
import sonde.collect.Server;

/** {@code sonde collectors}. */
@Command(
    name = "collectors",
    description =
        "Lists the collectors: on by default, since which server version, privileges, families.")
final class CollectorsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "TYPE",
      arity = "0..1",
      description = "Type of target: redis, postgres or mysql; without it all.")
  private @Nullable String type;

  @Override
  public Integer call() {
    List<StoreType<?>> wanted;
    try {
      wanted = type == null ? StoreType.ALL : List.of(StoreType.named(type));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    PrintWriter out = spec.commandLine().getOut();
    for (StoreType<?> store : wanted) {
      for (Collector<?> collector : store.collectors()) {
        print(store, collector.spec(), out);
      }
    }
    return Exit.OK;
  }

  private static void print(StoreType<?> store, sonde.collect.Spec collector, PrintWriter out) {
    out.printf(
        "%s %s (%s)%n  %s%n",
        store.name(),
        collector.name(),
        collector.onByDefault() ? "on" : "off",
        collector.summary());
    if (!collector.since().isEmpty()) {
      out.println(
          "  since: "
              + collector.since().stream().map(Server::toString).collect(Collectors.joining(", ")));
    }
    if (!collector.privileges().isEmpty()) {
      out.println("  needs: " + String.join(" ", collector.privileges()));
    }
    for (Family family : sorted(collector)) {
      String labels = family.labels().isEmpty() ? "" : family.labels().toString();
      out.printf(
          "  %s%s%s %s%n",
          family.isWhole() ? "" : store.namespace() + "_",
          family.name(),
          labels,
          family.type().name().toLowerCase(Locale.ROOT));
    }
    for (FamilyPrefix prefix : collector.prefixes()) {
      out.printf(
          "  %s_%s… %s%n",
          store.namespace(), prefix.name(), prefix.type().name().toLowerCase(Locale.ROOT));
    }
  }

  /** The families by name: some collectors declare theirs in an order that differs by run. */
  static List<Family> sorted(sonde.collect.Spec collector) {
    return collector.families().stream().sorted(Comparator.comparing(Family::name)).toList();
  }
}
