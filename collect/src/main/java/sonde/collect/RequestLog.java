package sonde.collect;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a node remembers of requests: how long each took, and which to leave alone for a while. A
 * refused one is asked again after ten minutes. One that timed out leaves the batch at once; from
 * the second time in a row it is left alone too, for 15 seconds and then twice as long each time.
 */
final class RequestLog {
  static final Duration RETRY_REFUSED = Duration.ofMinutes(10);
  static final Duration FIRST_BACK_OFF = Duration.ofSeconds(15);
  private static final int MOST_NOTES = 4096;

  private final Time time;
  private final Map<Request<?>, Note> notes =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Request<?>, Note> eldest) {
          return size() > MOST_NOTES;
        }
      };

  /** Its last time, and, when it is left alone, why and until when. */
  private record Note(Duration took, int timeouts, @Nullable Failure held, long until) {}

  RequestLog(Time time) {
    this.time = time;
  }

  synchronized void answered(Request<?> request, Duration took) {
    notes.put(request, new Note(took, 0, null, 0));
  }

  synchronized void refused(Request<?> request, Failure failure, Duration took) {
    if (failure.kind() == Failure.Kind.TIMEOUT) {
      timedOut(request, failure, took);
      return;
    }
    notes.put(
        request,
        failure.isRefusal()
            ? new Note(took, 0, failure, time.nanos() + RETRY_REFUSED.toNanos())
            : new Note(took, 0, null, 0));
  }

  synchronized void timedOut(Request<?> request, Failure failure, Duration took) {
    Note before = notes.get(request);
    int timeouts = before == null ? 1 : before.timeouts + 1;
    if (timeouts == 1) {
      notes.put(request, new Note(took, timeouts, null, 0));
      return;
    }
    long backOff = FIRST_BACK_OFF.toNanos() << Math.min(timeouts - 2, 6);
    long wait = Math.min(backOff, RETRY_REFUSED.toNanos());
    notes.put(request, new Note(took, timeouts, failure, time.nanos() + wait));
  }

  /** Why a request is left alone now; empty when it can be asked. */
  synchronized Optional<Failure> heldBack(Request<?> request) {
    Note note = notes.get(request);
    return note == null || note.held == null || note.until - time.nanos() <= 0
        ? Optional.empty()
        : Optional.of(note.held);
  }

  /** How long it took last; zero when it was never asked. */
  synchronized Duration lastTook(Request<?> request) {
    Note note = notes.get(request);
    return note == null ? Duration.ZERO : note.took;
  }

  /** Forgets one. */
  synchronized void forget(Request<?> request) {
    notes.remove(request);
  }

  /** Forgets all, so that everything is tried again. */
  synchronized void clear() {
    notes.clear();
  }
}
