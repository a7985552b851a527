package sonde.sql;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import sonde.collect.Deadline;
import sonde.collect.FailedException;
import sonde.collect.Failure;
import sonde.collect.Link;
import sonde.collect.Request;

/**
 * Asks a server's statements in one round trip. An error ends all that follows it in the same text,
 * and the driver hands over nothing of what came before: all of them are then asked one by one, in
 * the same scrape, and what failed stays out of the joined text from there on.
 */
public final class SqlLink implements Link {
  /** A joined text that takes longer is asked one by one the next time, to find out by what. */
  private static final Duration LONG = Duration.ofSeconds(1);

  private final Dialect dialect;
  private final Connection connection;
  private final Set<Select> alone = new HashSet<>();
  private boolean oneByOne;
  private volatile boolean busy;
  private volatile boolean open = true;

  private SqlLink(Dialect dialect, Connection connection) {
    this.dialect = dialect;
    this.connection = connection;
  }

  /**
   * Connects.
   *
   * @throws FailedException when that does not succeed by the deadline
   */
  public static SqlLink open(Dialect dialect, Deadline deadline) throws FailedException {
    Duration within = deadline.remaining();
    CompletableFuture<Connection> connecting = new CompletableFuture<>();
    // Drivers count in seconds and wait for a name as long as the system does: the wait is ours.
    Thread.startVirtualThread(() -> connect(dialect, within, connecting));
    try {
      return new SqlLink(dialect, connecting.get(within.toNanos(), TimeUnit.NANOSECONDS));
    } catch (ExecutionException e) {
      throw new FailedException(
          e.getCause() instanceof SQLException error
              ? dialect.failure(Dialect.CONNECTING, error)
              : new Failure(Failure.Kind.BUG, "connecting failed: " + e.getCause()));
    } catch (TimeoutException e) {
      connecting.completeExceptionally(e);
      throw new FailedException(
          Failure.Kind.TIMEOUT, "connecting took more than " + within.toMillis() + " ms");
    } catch (InterruptedException e) {
      connecting.completeExceptionally(e);
      Thread.currentThread().interrupt();
      throw new FailedException(Failure.Kind.UNREACHABLE, "connecting was interrupted");
    }
  }

  private static void connect(
      Dialect dialect, Duration within, CompletableFuture<Connection> connecting) {
    try {
      Connection connection = dialect.connect(within);
      if (!connecting.complete(connection)) {
        connection.close();
      }
    } catch (SQLException | RuntimeException e) {
      connecting.completeExceptionally(e);
    }
  }

  /** What the driver says of the server. */
  DatabaseMetaData metaData() throws SQLException {
    return connection.getMetaData();
  }

  @Override
  public void ask(List<Request<?>> requests, Deadline deadline, Handler handler)
      throws FailedException {
    List<Select> joined = new ArrayList<>();
    List<Select> single = new ArrayList<>();
    for (Request<?> request : requests) {
      Select select = (Select) request;
      boolean joins = requests.size() > 1 && !select.own() && !alone.contains(select);
      (joins && !oneByOne ? joined : single).add(select);
    }
    oneByOne = false;
    busy = true;
    Watch watch = Watch.over(connection, deadline.remaining());
    try (watch) {
      if (!joined.isEmpty() && !askJoined(joined, deadline, handler, watch)) {
        single.addAll(0, joined);
      }
      // On a connection that others wait for, one that is slow gets no more than its share.
      int shares = requests.size() > 1 ? 4 : 1;
      for (Select select : single) {
        askOne(select, deadline.remaining().dividedBy(shares), handler, watch);
      }
    } finally {
      busy = false;
      if (watch.isExpired()) {
        // A cancel may still be on its way, and would hit whatever is asked next.
        close();
      }
    }
  }

  /** Asks all in one text; returns whether that went well. */
  private boolean askJoined(List<Select> selects, Deadline deadline, Handler handler, Watch watch)
      throws FailedException {
    long started = System.nanoTime();
    List<Rows> answers;
    try {
      answers = run(selects, deadline.remaining().dividedBy(4), watch);
    } catch (SQLException e) {
      recover("the scrape's queries", e, watch);
      return false;
    }
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    oneByOne = took.compareTo(LONG) > 0;
    for (int i = 0; i < selects.size(); i++) {
      handler.answered(selects.get(i), answers.get(i), took.dividedBy(selects.size()));
    }
    return true;
  }

  private void askOne(Select select, Duration limit, Handler handler, Watch watch)
      throws FailedException {
    long started = System.nanoTime();
    Rows answer;
    try {
      answer =
          select.own()
              ? runOwn(select, limit, watch)
              : run(List.of(select), limit, watch).getFirst();
    } catch (SQLException e) {
      recover(select.name(), e, watch);
      alone.add(select);
      handler.refused(select, failure(select, e), since(started));
      return;
    }
    handler.answered(select, answer, since(started));
  }

  private Failure failure(Select select, SQLException error) {
    if (error instanceof RowReader.UnfitException unfit) {
      return new Failure(Failure.Kind.MALFORMED, select.name() + ": " + unfit.getMessage());
    }
    Failure failure = dialect.failure(select.name(), error);
    // What a user's own query asks for is meant to be there: a server that lacks it is an error.
    return select.own() && failure.kind() == Failure.Kind.UNSUPPORTED
        ? new Failure(Failure.Kind.REFUSED, failure.message())
        : failure;
  }

  private static Duration since(long started) {
    return Duration.ofNanos(System.nanoTime() - started);
  }

  /** Makes the connection usable after an error. */
  private void recover(String what, SQLException error, Watch watch) throws FailedException {
    if (watch.isExpired()) {
      close();
      throw new FailedException(
          Failure.Kind.TIMEOUT, what + " had not ended at the deadline and was cancelled");
    }
    if (Dialect.isLost(connection, error)) {
      close();
      throw new FailedException(dialect.failure(what, error));
    }
    try (Statement statement = watch.on(connection.createStatement())) {
      dialect.rollback(statement);
    } catch (SQLException e) {
      close();
      throw new FailedException(dialect.failure(what, e));
    }
  }

  private List<Rows> run(List<Select> selects, Duration limit, Watch watch) throws SQLException {
    Dialect.Guards guards = dialect.guards(limit);
    List<String> texts = new ArrayList<>(guards.before());
    selects.forEach(select -> texts.add(select.sql()));
    texts.addAll(guards.after());
    String joined = String.join(";\n", texts);
    try (Statement statement = watch.on(statement(joined, guards.parameters()))) {
      boolean rows =
          statement instanceof PreparedStatement prepared
              ? prepared.execute()
              : statement.execute(joined);
      for (int i = 0; i < guards.before().size(); i++) {
        rows = statement.getMoreResults();
      }
      List<Rows> answers = new ArrayList<>(selects.size());
      for (Select select : selects) {
        if (!rows) {
          throw new RowReader.UnfitException("gives no rows");
        }
        answers.add(RowReader.next(select, statement));
        rows = statement.getMoreResults();
      }
      return answers;
    }
  }

  private Statement statement(String joined, List<String> parameters) throws SQLException {
    if (!dialect.prepares() && parameters.isEmpty()) {
      return connection.createStatement();
    }
    PreparedStatement prepared = connection.prepareStatement(joined);
    for (int i = 0; i < parameters.size(); i++) {
      prepared.setString(i + 1, parameters.get(i));
    }
    return prepared;
  }

  private Rows runOwn(Select select, Duration limit, Watch watch) throws SQLException {
    dialect.begin(connection, limit);
    Rows rows;
    try (Statement statement = watch.on(connection.createStatement())) {
      rows =
          dialect.limits()
              ? RowReader.ask(select, statement)
              : RowReader.ask(select, statement, limit);
    }
    try (Statement statement = watch.on(connection.createStatement())) {
      dialect.rollback(statement);
    }
    return rows;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    open = false;
    boolean inUse = busy;
    Thread.startVirtualThread(
        () -> {
          try {
            if (inUse) {
              connection.abort(Runnable::run);
            } else {
              // Says good-bye, so that the server's log has no word about it.
              connection.close();
            }
          } catch (SQLException e) {
            // It was closed already.
            return;
          }
        });
  }
}
