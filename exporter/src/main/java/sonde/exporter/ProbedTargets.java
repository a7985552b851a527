package sonde.exporter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import sonde.collect.Time;

/**
 * The opened targets that requests named by address. They are kept, so that the next scrape finds
 * its connection and overlapping scrapes share a run, but not for long and not too many: any number
 * of addresses may match a rule. One that is being scraped is not closed before the scrape ends.
 */
final class ProbedTargets implements AutoCloseable {
  /** Longer than any usual interval between two scrapes. */
  static final Duration IDLE = Duration.ofMinutes(5);

  private final TargetContext context;
  private final int most;
  // In the order of use, so that the first is the one to give up.
  private final Map<AddressedTarget, Entry> open = new LinkedHashMap<>(16, 0.75f, true);
  private final Set<Entry> leaving = new HashSet<>();
  private ProbeAllow allowed;
  private long sharedBefore;
  private Time.@Nullable Alarm alarm;

  private static final class Entry {
    final Target target;
    int users;
    long usedAt;

    Entry(Target target) {
      this.target = target;
    }
  }

  /** A target in use, to be given back. */
  final class Lease implements AutoCloseable {
    private final Entry entry;

    private Lease(Entry entry) {
      this.entry = entry;
    }

    Target target() {
      return entry.target;
    }

    @Override
    public void close() {
      release(entry);
    }
  }

  /**
   * None yet.
   *
   * @param most how many are kept at once
   */
  ProbedTargets(TargetContext context, ProbeAllow allowed, int most) {
    this.context = context;
    this.allowed = allowed;
    this.most = most;
  }

  /** Opens the target, or takes it if it is open; it stays open until the lease is closed. */
  Lease lease(AddressedTarget wanted) {
    List<Target> evicted = new ArrayList<>();
    Lease lease = leased(wanted, evicted);
    evicted.forEach(Target::close);
    return lease;
  }

  private synchronized Lease leased(AddressedTarget wanted, List<Target> evicted) {
    Entry entry = open.get(wanted);
    if (entry == null) {
      entry = new Entry(wanted.config().open(wanted.address(), context));
      if (allowed.stillAdmits(wanted)) {
        while (open.size() >= most && removeOldest(evicted)) {
          // One leaves at a time.
        }
        open.put(wanted, entry);
        watch(IDLE);
      } else {
        // The configuration changed since the request was admitted.
        leaving.add(entry);
      }
    }
    entry.users++;
    return new Lease(entry);
  }

  private boolean removeOldest(List<Target> removed) {
    Iterator<Entry> entries = open.values().iterator();
    while (entries.hasNext()) {
      Entry entry = entries.next();
      if (entry.users == 0) {
        entries.remove();
        removed.add(gone(entry));
        return true;
      }
    }
    return false;
  }

  private Target gone(Entry entry) {
    sharedBefore += entry.target.shared();
    return entry.target;
  }

  private void release(Entry entry) {
    boolean last;
    synchronized (this) {
      entry.users--;
      entry.usedAt = context.time().nanos();
      last = entry.users == 0 && leaving.remove(entry);
      if (last) {
        gone(entry);
      }
    }
    if (last) {
      entry.target.close();
    }
  }

  /** Follows a new configuration: closes what it does not admit with the same settings any more. */
  void changedTo(ProbeAllow next) {
    List<Target> removed = new ArrayList<>();
    synchronized (this) {
      allowed = next;
      open.entrySet()
          .removeIf(
              one -> {
                Entry entry = one.getValue();
                if (next.stillAdmits(one.getKey())) {
                  entry.target.refresh();
                  return false;
                }
                if (entry.users == 0) {
                  removed.add(gone(entry));
                } else {
                  leaving.add(entry);
                }
                return true;
              });
    }
    removed.forEach(Target::close);
  }

  private void watch(Duration wait) {
    if (alarm == null) {
      alarm = context.time().at(context.time().nanos() + wait.toNanos(), this::alarmed);
    }
  }

  /** Closing may take a while, which an alarm must not. */
  private void alarmed() {
    try {
      context.executor().execute(this::closeIdle);
    } catch (RejectedExecutionException _) {
      // Sonde is being shut down, and all are closed.
    }
  }

  private void closeIdle() {
    List<Target> idle = new ArrayList<>();
    synchronized (this) {
      alarm = null;
      long now = context.time().nanos();
      open.values()
          .removeIf(
              entry -> {
                boolean closes = entry.users == 0 && now - entry.usedAt >= IDLE.toNanos();
                if (closes) {
                  idle.add(gone(entry));
                }
                return closes;
              });
      if (!open.isEmpty()) {
        watch(IDLE.dividedBy(5));
      }
    }
    idle.forEach(Target::close);
  }

  /** How many are open. */
  synchronized int size() {
    return open.size() + leaving.size();
  }

  /** How many scrapes joined the run of another since the start. */
  synchronized long shared() {
    long now = 0;
    for (Entry entry : open.values()) {
      now += entry.target.shared();
    }
    for (Entry entry : leaving) {
      now += entry.target.shared();
    }
    return sharedBefore + now;
  }

  /** Closes all, also those in use. */
  @Override
  public void close() {
    List<Target> all = new ArrayList<>();
    synchronized (this) {
      if (alarm != null) {
        alarm.cancel();
      }
      allowed = ProbeAllow.NOTHING;
      open.values().forEach(entry -> all.add(gone(entry)));
      leaving.forEach(entry -> all.add(gone(entry)));
      open.clear();
      leaving.clear();
    }
    all.forEach(Target::close);
  }
}
