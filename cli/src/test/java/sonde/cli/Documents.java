package sonde.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine;
import sonde.collect.Family;
import sonde.collect.FamilyPrefix;
import sonde.collect.MetricType;
import sonde.collect.Server;
import sonde.collect.Spec;

/** The references in docs/, made from the code. */
final class Documents {
  static final Path DIRECTORY = Path.of("..", "docs");

  private Documents() {}

  static String read(String name) {
    try {
      return Files.readString(DIRECTORY.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String commands() {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    CommandLine sonde = CommandLines.create(nowhere, nowhere);
    StringBuilder text =
        new StringBuilder(
            """
            # Commands

            <!-- Made from the code: `./mvnw verify -Dgolden.refresh` writes it anew. -->

            Exit codes: 0 success; 1 it ran and the answer is no; 2 wrong usage or configuration.
            `sonde serve` and `sonde tally` end by SIGTERM or SIGINT, after the requests under way,
            and leave the signal's code: 143 or 130; so does `sonde traffic`, after its report.

            """);
    usage("sonde", sonde, text);
    new TreeMap<>(sonde.getSubcommands())
        .forEach((name, command) -> usage("sonde " + name, command, text));
    return text.toString().strip() + "\n";
  }

  private static void usage(String title, CommandLine command, StringBuilder text) {
    String usage =
        command
            .getUsageMessage(CommandLine.Help.Ansi.OFF)
            .lines()
            .map(String::stripTrailing)
            .collect(Collectors.joining("\n"));
    text.append("## ").append(title).append("\n\n```\n").append(usage).append("\n```\n\n");
  }

  static String collectors() {
    StringBuilder text =
        new StringBuilder(
            """
            # Collectors

            <!-- Made from the code: `./mvnw verify -Dgolden.refresh` writes it anew. -->

            Of the types %s. Targets of all types but redis also take \
            [queries of your own](queries.md).
            """
                .formatted(
                    StoreType.ALL.stream()
                        .map(type -> "[" + type.name() + "](#" + type.name() + ")")
                        .collect(Collectors.joining(", "))));
    StoreType.ALL.forEach(type -> collectors(type, text));
    return text.toString();
  }

  private static void collectors(StoreType<?> type, StringBuilder text) {
    text.append(
        """

        ## %s

        %s The names' prefix `%s_` is the target's `namespace`.

        | collector | reads | on by default | since | privileges |
        |---|---|---|---|---|
        """
            .formatted(type.name(), type.servers(), type.namespace()));
    List<Spec> specs = new ArrayList<>();
    type.collectors().forEach(collector -> specs.add(collector.spec()));
    for (Spec spec : specs) {
      row(
          text,
          "[" + spec.name() + "](#" + type.name() + "-" + spec.name().replace(".", "") + ")",
          spec.summary(),
          spec.onByDefault() ? "yes" : "no",
          spec.since().stream().map(Server::toString).collect(Collectors.joining(", ")),
          spec.privileges().stream()
              .map(privilege -> "`" + privilege.replace("|", "\\|") + "`")
              .collect(Collectors.joining(" ")));
    }
    specs.forEach(spec -> families(type, spec, text));
  }

  private static void families(StoreType<?> type, Spec spec, StringBuilder text) {
    String prefix = type.namespace() + "_";
    // With the type, as names repeat between types and are linked to.
    text.append("\n### ").append(type.name()).append(" ").append(spec.name()).append("\n\n");
    text.append(spec.summary()).append(" At most ").append(spec.maxSeries()).append(" series.\n\n");
    text.append("| family | type | labels | what it is |\n|---|---|---|---|\n");
    for (Family family : CollectorsCommand.sorted(spec)) {
      String labels =
          family.labels().stream()
              .map(label -> "`" + label + "`")
              .collect(Collectors.joining(", "));
      String name = (family.isWhole() ? "" : prefix) + family.name();
      row(text, "`" + name + "`", type(family.type()), labels, family.help());
    }
    for (FamilyPrefix some : spec.prefixes()) {
      row(text, "`" + prefix + some.name() + "…`", type(some.type()), "", some.help());
    }
  }

  private static String type(MetricType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  private static void row(StringBuilder text, String... cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
