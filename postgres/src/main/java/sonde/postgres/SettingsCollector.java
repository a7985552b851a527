package sonde.postgres;

import java.util.List;
import java.util.OptionalDouble;
import sonde.collect.Collector;
import sonde.collect.Decimal;
import sonde.collect.FailedException;
import sonde.collect.FamilyPrefix;
import sonde.collect.GeneratedFamilies;
import sonde.collect.Replies;
import sonde.collect.Request;
import sonde.collect.Sink;
import sonde.collect.Spec;
import sonde.sql.Rows;
import sonde.sql.Select;

/** Settings that are numbers or switches, in seconds and bytes. */
final class SettingsCollector implements Collector<PostgresFacts> {
  private static final GeneratedFamilies SETTINGS =
      new GeneratedFamilies(
          FamilyPrefix.gauges(
              "settings_",
              "A setting of the server; times in seconds, sizes in bytes, switches 0 or 1."));

  /** What the scrape itself sets for its transaction is shown as it is without. */
  private static final Select SELECT =
      Select.named(
          "settings",
          """
          SELECT name::varchar(128) AS name, unit::varchar(16) AS unit,
            (vartype = 'bool')::int AS switch,
            CASE WHEN source = 'session' THEN reset_val ELSE setting END::varchar(64) AS setting
          FROM pg_settings
          WHERE vartype IN ('bool', 'integer', 'real')
            AND name NOT IN ('sync_commit_cancel_wait', 'google_dataplex.max_messages')""");

  private static final Spec SPEC =
      Spec.named("settings", "Settings that are numbers or switches.")
          .emits(SETTINGS.prefix())
          .needs(PostgresFacts.Right.READ_ALL_SETTINGS.text())
          .onByDefault();

  /**
   * What a unit becomes.
   *
   * @param suffix of the name
   */
  private record Unit(String suffix, double factor) {
    private static final Unit NONE = new Unit("", 1);

    /** By the documentation's "Parameter Names and Values"; sizes may be of several kB or MB. */
    static Unit of(String text) {
      int digits = 0;
      while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
        digits++;
      }
      double times = digits == 0 ? 1 : Decimal.read(text.substring(0, digits)).orElse(1);
      return switch (text.substring(digits)) {
        case "us" -> new Unit("_seconds", times / 1e6);
        case "ms" -> new Unit("_seconds", times / 1e3);
        case "s" -> new Unit("_seconds", times);
        case "min" -> new Unit("_seconds", times * 60);
        case "h" -> new Unit("_seconds", times * 3600);
        case "d" -> new Unit("_seconds", times * 86400);
        case "B" -> new Unit("_bytes", times);
        case "kB" -> new Unit("_bytes", times * (1L << 10));
        case "MB" -> new Unit("_bytes", times * (1L << 20));
        case "GB" -> new Unit("_bytes", times * (1L << 30));
        case "TB" -> new Unit("_bytes", times * (1L << 40));
        default -> NONE;
      };
    }

    /** Of a setting that has a unit, -1 is a word: off, or as another setting says. */
    double value(double number) {
      return number == -1 ? number : number * factor;
    }
  }

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public List<Request<?>> requests(PostgresFacts facts) {
    return List.of(SELECT);
  }

  @Override
  public void collect(Replies<PostgresFacts> replies, Sink out) throws FailedException {
    Rows rows = replies.get(SELECT);
    int name = rows.column("name");
    int unit = rows.column("unit");
    int isSwitch = rows.column("switch");
    int setting = rows.column("setting");
    for (int row = 0; row < rows.size(); row++) {
      String text = rows.label(row, setting);
      if (rows.label(row, isSwitch).equals("1")) {
        out.put(SETTINGS.of(rows.label(row, name)), text.equals("on") ? 1 : 0);
      } else {
        Unit own = Unit.of(rows.label(row, unit));
        OptionalDouble number = number(text);
        if (number.isPresent()) {
          out.put(SETTINGS.of(rows.label(row, name) + own.suffix), own.value(number.getAsDouble()));
        }
      }
    }
  }

  /** Some hosted servers give a number with its unit behind it. */
  private static OptionalDouble number(String text) {
    int end = text.length();
    while (end > 0 && Character.isLetter(text.charAt(end - 1))) {
      end--;
    }
    return Decimal.read(text.substring(0, end));
  }
}
