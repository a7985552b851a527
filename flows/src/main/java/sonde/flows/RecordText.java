package sonde.flows;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as rows of an INSERT. All of it is numbers, times, addresses and names of our own,
 * so there is nothing to escape. Not for several threads.
 */
final class RecordText {
  /** The last millisecond of the year 9999, beyond which databases have no time. */
  private static final long LATEST = 253_402_300_799_999L;

  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
  private static final int CACHED = 64;
  private static final int TCP = 6;
  private static final int UDP = 17;

  private final StringBuilder text = new StringBuilder();

  // Records of a batch begin and end within few seconds, but not in one.
  private final long[] cachedSeconds = new long[CACHED];
  private final @Nullable String[] cachedTexts = new @Nullable String[CACHED];

  /** What was written so far. */
  StringBuilder text() {
    return text;
  }

  void row(int spool, long number, FlowRecord record) {
    text.append('(').append(spool);
    number(number);
    quoted(time(record.time()));
    quoted(time(record.started()));
    quoted(record.event().text());
    quoted(protocol(record.protocol()));
    quoted(record.client().hostName());
    String server = server(record.server());
    if (server == null) {
      text.append(",NULL,NULL");
    } else {
      number(record.clientPort());
      quoted(server);
    }
    number(record.serverPort());
    number(record.connections());
    number(record.clientPackets());
    number(record.clientBytes());
    number(record.serverPackets());
    number(record.serverBytes());
    text.append(')');
  }

  void row(HostSums.Sum sum) {
    text.append("('").append(sum.host().hostName()).append('\'');
    number(sum.port());
    quoted(protocol(sum.protocol()));
    number(sum.connections());
    number(sum.packets());
    number(sum.bytes());
    quoted(time(sum.lastSeen()));
    text.append(')');
  }

  private void quoted(String value) {
    text.append(",'").append(value).append('\'');
  }

  private void number(long value) {
    text.append(',').append(amount(value));
  }

  /** In UTC, with milliseconds; what a database cannot hold is the nearest time that it can. */
  String time(long millis) {
    long within = Math.clamp(millis, 0, LATEST);
    long seconds = within / 1000;
    int at = (int) seconds & (CACHED - 1);
    if (cachedSeconds[at] != seconds || cachedTexts[at] == null) {
      cachedSeconds[at] = seconds;
      cachedTexts[at] = SECOND.format(LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC));
    }
    int fraction = (int) (within % 1000);
    return cachedTexts[at] + (fraction < 10 ? ".00" : fraction < 100 ? ".0" : ".") + fraction;
  }

  /** What columns of amounts take. */
  static long amount(long value) {
    return Math.max(0, value);
  }

  /** A server's address; null if a record is of several. */
  static @Nullable String server(Address address) {
    return address.equals(Address.NONE) ? null : address.toString();
  }

  /** A protocol's name, its number if it is no common one. */
  static String protocol(int number) {
    return switch (number) {
      case TCP -> "tcp";
      case UDP -> "udp";
      default -> Integer.toString(number);
    };
  }
}
