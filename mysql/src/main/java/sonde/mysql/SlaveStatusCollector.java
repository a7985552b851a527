package sonde.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sonde.collect.Collector;
import sonde.collect.FailedException;
import sonde.collect.Family;
import sonde.collect.FamilyPrefix;
import sonde.collect.GeneratedFamilies;
import sonde.collect.Replies;
import sonde.collect.Request;
import sonde.collect.Sink;
import sonde.collect.Spec;
import sonde.collect.Version;
import sonde.sql.Rows;

/**
 * The replication of a replica, by channel. The families have the columns' old names, which the
 * field's dashboards know, whatever the statement calls them; from MySQL 8.4 on, which has only the
 * new ones, they are there by these too, as the peer gives them.
 */
final class SlaveStatusCollector implements Collector<MySqlFacts> {
  /** What may show it, of which each server knows one. */
  static final List<String> PRIVILEGES = List.of("REPLICATION CLIENT", "SLAVE MONITOR");

  private static final String[] CHANNEL = {
    "master_host", "master_uuid", "channel_name", "connection_name"
  };

  private static final GeneratedFamilies COLUMNS =
      new GeneratedFamilies(
          FamilyPrefix.unknowns(
              "slave_status_", "A column of SHOW REPLICA STATUS, or SHOW SLAVE STATUS."),
          CHANNEL);

  private static final Family RECEIVED = gtid("gtid_io_pos", "received");
  private static final Family APPLIED = gtid("gtid_slave_pos", "applied");

  private static final Version NEW_NAMES_ONLY = Version.parse("8.4");
  private static final Pattern GTID = Pattern.compile("(\\d+)-(\\d+)-(\\d+)");
  private static final Pattern REPLICA = Pattern.compile("(^|_)replica(?=_|$)");

  private static final Spec SPEC =
      Spec.named("slave_status", "Replication of a replica, by channel.")
          .emits(COLUMNS.prefix())
          .emits(RECEIVED, APPLIED)
          .needs(PRIVILEGES.toArray(String[]::new))
          .onByDefault();

  private static Family gtid(String column, String what) {
    return Family.gauge(
        "slave_status_" + column,
        "Sequence number of the last transaction that was " + what + ", by its domain.",
        "master_host",
        "master_uuid",
        "channel_name",
        "connection_name",
        "domain_id",
        "server_id");
  }

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public Optional<String> lacking(MySqlFacts facts) {
    return facts.lacksReplicationStatus();
  }

  @Override
  public List<Request<?>> requests(MySqlFacts facts) {
    return List.of(ReplicaStatus.of(facts.server()));
  }

  @Override
  public void collect(Replies<MySqlFacts> replies, Sink out) throws FailedException {
    MySqlFacts facts = replies.facts();
    Rows rows = replies.get(ReplicaStatus.of(facts.server()));
    boolean both =
        !MySqlFacts.isMariaDb(facts.server()) && facts.server().version().atLeast(NEW_NAMES_ONLY);
    List<String> old = new ArrayList<>();
    rows.columns().forEach(column -> old.add(oldName(column)));
    for (int row = 0; row < rows.size(); row++) {
      String[] channel = new String[CHANNEL.length];
      for (int i = 0; i < channel.length; i++) {
        int at = old.indexOf(CHANNEL[i]);
        channel[i] = at < 0 ? "" : rows.label(row, at);
      }
      for (int column = 0; column < old.size(); column++) {
        String name = old.get(column);
        switch (name) {
          case "gtid_io_pos" -> putGtid(RECEIVED, rows.label(row, column), channel, out);
          case "gtid_slave_pos" -> putGtid(APPLIED, rows.label(row, column), channel, out);
          default -> {
            OptionalDouble value = Values.number(rows.text(row, column));
            out.put(COLUMNS.of(name), value, channel);
            String now = rows.columns().get(column);
            if (both && !now.equals(name)) {
              out.put(COLUMNS.of(now), value, channel);
            }
          }
        }
      }
    }
  }

  private static String oldName(String column) {
    return REPLICA.matcher(column.replace("source", "master")).replaceAll("$1slave");
  }

  /** MariaDB's positions: a transaction a domain, as in 0-1-124,1-2-5. */
  private static void putGtid(Family family, String position, String[] channel, Sink out) {
    Matcher matcher = GTID.matcher(position);
    while (matcher.find()) {
      out.put(
          family,
          Double.parseDouble(matcher.group(3)),
          channel[0],
          channel[1],
          channel[2],
          channel[3],
          matcher.group(1),
          matcher.group(2));
    }
  }
}
