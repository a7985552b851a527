package sonde.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A line of INFO's section Commandstats, such as {@code
 * cmdstat_get:calls=21,usec=175,usec_per_call=8.33,rejected_calls=0,failed_calls=0}.
 *
 * @param command in lower case, a subcommand as {@code config|get}
 * @param calls how often it ran
 * @param usec how long that took, in microseconds
 * @param rejected how often it was refused before it ran; since Redis 6.2
 * @param failed how often it ran and answered an error; since Redis 6.2
 */
record CommandStats(
    String command, double calls, double usec, OptionalDouble rejected, OptionalDouble failed) {
  private static final String PREFIX = "cmdstat_";

  /** All lines that have at least calls and time. */
  static List<CommandStats> of(List<ServerInfo.Field> section) {
    List<CommandStats> all = new ArrayList<>(section.size());
    for (ServerInfo.Field field : section) {
      String value = field.value();
      OptionalDouble calls = ServerInfo.part(value, "calls");
      OptionalDouble usec = ServerInfo.part(value, "usec");
      if (field.name().startsWith(PREFIX) && calls.isPresent() && usec.isPresent()) {
        all.add(
            new CommandStats(
                field.name().substring(PREFIX.length()),
                calls.getAsDouble(),
                usec.getAsDouble(),
                ServerInfo.part(value, "rejected_calls"),
                ServerInfo.part(value, "failed_calls")));
      }
    }
    return List.copyOf(all);
  }
}
