package sonde.flows;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a record tells of a connection. Names stand in databases, codes in spools: they stay as they
 * are.
 */
enum Event {
  /** It was opened: the one record that counts a connection. */
  OPENED(0),
  /** It is still open: what went over it since the last record. */
  ACTIVE(1),
  /** Both sides have ended it. */
  CLOSED(2),
  /** The server answered its opening by a reset. */
  REFUSED(3),
  /** One side broke it off. */
  RESET(4),
  /** Nothing was heard of it for long. */
  TIMED_OUT(5),
  /** It had to make room in the table. */
  EVICTED(6),
  /** Not one connection but the sums of several, of a time when there was no room for more. */
  SUMS(7);

  private static final Event[] BY_CODE = byCode();

  private final int code;

  Event(int code) {
    this.code = code;
  }

  private static Event[] byCode() {
    Event[] events = new Event[values().length];
    for (Event event : values()) {
      events[event.code] = event;
    }
    return events;
  }

  /** What stands for it in the spool. */
  int code() {
    return code;
  }

  /** The event of this code; null if there is none. */
  static @Nullable Event of(int code) {
    return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
  }

  /** The name in databases and summaries. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
