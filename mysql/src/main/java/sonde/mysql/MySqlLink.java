package sonde.mysql;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import sonde.collect.Deadline;
import sonde.collect.FailedException;
import sonde.collect.Failure;
import sonde.collect.Link;
import sonde.collect.Request;
import sonde.sql.Rows;
import sonde.sql.Select;

/** Asks a server's statements in one round trip, among them those that make its identity. */
final class MySqlLink implements Link {
  private static final Select PING = Select.named("SELECT 1", "SELECT 1");

  private final Link link;
  private final boolean local;

  MySqlLink(Link link, boolean local) {
    this.link = link;
    this.local = local;
  }

  @Override
  public void ask(List<Request<?>> requests, Deadline deadline, Handler handler)
      throws FailedException {
    List<Request<?>> rest = new ArrayList<>(requests);
    for (Request<?> request : requests) {
      if (request instanceof IdentityRequest identity) {
        rest.remove(identity);
        MySqlFacts known = identity.known();
        if (known == null) {
          find(identity, deadline, handler);
        } else {
          Select role = known.mayReplicationStatus() ? ReplicaStatus.of(known.server()) : PING;
          boolean wanted = !rest.contains(role);
          if (wanted) {
            rest.addFirst(role);
          }
          link.ask(rest, deadline, new WithRole(identity, known, role, !wanted, handler));
          return;
        }
      }
    }
    if (!rest.isEmpty()) {
      link.ask(rest, deadline, handler);
    }
  }

  private void find(IdentityRequest identity, Deadline deadline, Handler handler)
      throws FailedException {
    long started = System.nanoTime();
    MySqlFacts facts;
    try {
      facts = new Identity(link, deadline, local).find();
    } catch (FailedException e) {
      if (!link.isOpen()) {
        throw e;
      }
      handler.refused(identity, e.failure(), since(started));
      return;
    }
    handler.answered(identity, facts, since(started));
  }

  private static Duration since(long started) {
    return Duration.ofNanos(System.nanoTime() - started);
  }

  /** Makes the identity of the role's answer, and hands it over before all others. */
  private static final class WithRole implements Handler {
    private final IdentityRequest identity;
    private final MySqlFacts known;
    private final Select role;
    private final boolean passedOn;
    private final Handler handler;
    private final List<Runnable> waiting = new ArrayList<>();
    private boolean settled;

    WithRole(
        IdentityRequest identity,
        MySqlFacts known,
        Select role,
        boolean passedOn,
        Handler handler) {
      this.identity = identity;
      this.known = known;
      this.role = role;
      this.passedOn = passedOn;
      this.handler = handler;
    }

    @Override
    public <T> void answered(Request<T> request, T answer, Duration took) {
      if (request.equals(role)) {
        settle(role.equals(PING) ? known : known.withRole(ReplicaStatus.role((Rows) answer)), took);
        if (!passedOn) {
          return;
        }
      }
      pass(() -> handler.answered(request, answer, took));
    }

    @Override
    public void refused(Request<?> request, Failure failure, Duration took) {
      if (request.equals(role)) {
        // The server answered, so that it is up; which role it has is as it was.
        settle(known, took);
        if (!passedOn) {
          return;
        }
      }
      pass(() -> handler.refused(request, failure, took));
    }

    private void settle(MySqlFacts facts, Duration took) {
      settled = true;
      handler.answered(identity, facts, took);
      waiting.forEach(Runnable::run);
      waiting.clear();
    }

    private void pass(Runnable answer) {
      if (settled) {
        answer.run();
      } else {
        waiting.add(answer);
      }
    }
  }

  @Override
  public boolean isOpen() {
    return link.isOpen();
  }

  @Override
  public void close() {
    link.close();
  }
}
