package sonde.redis;

import java.util.List;
import java.util.Optional;
import sonde.collect.Collector;
import sonde.collect.FailedException;
import sonde.collect.Family;
import sonde.collect.Replies;
import sonde.collect.Request;
import sonde.collect.Sink;
import sonde.collect.Spec;
import sonde.redisclient.Reply;

/** Length of the slow log and its newest entry. */
final class SlowlogCollector implements Collector<RedisFacts> {
  private static final Family LENGTH = Family.gauge("slowlog_length", "Entries in the slow log.");
  private static final Family LAST_ID =
      Family.gauge("slowlog_last_id", "Id of the slow log's newest entry.");
  private static final Family LAST_DURATION =
      Family.gauge(
          "last_slow_execution_duration_seconds",
          "How long the command of the slow log's newest entry took.");

  private static final Command<Long> LEN = Command.integer("SLOWLOG", "LEN");
  private static final Command<Entry> NEWEST = Command.parsed(Entry::newest, "SLOWLOG", "GET", "1");

  private static final Spec SPEC =
      Spec.named("slowlog", "Length of the slow log and its newest entry.")
          .emits(LENGTH, LAST_ID, LAST_DURATION)
          .needs("+slowlog|len", "+slowlog|get")
          .onByDefault();

  /** An entry's id, and how long its command took. */
  private record Entry(long id, double seconds) {
    private static final Entry NONE = new Entry(0, 0);

    static Entry newest(Reply reply) {
      List<Reply> entries = reply.items();
      if (entries.isEmpty()) {
        return NONE;
      }
      List<Reply> entry = entries.getFirst().items();
      return new Entry(entry.get(0).integer(), entry.get(2).integer() / 1e6);
    }
  }

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public Optional<String> lacking(RedisFacts facts) {
    return facts.lacksData();
  }

  @Override
  public List<Request<?>> requests(RedisFacts facts) {
    return List.of(LEN, NEWEST);
  }

  @Override
  public void collect(Replies<RedisFacts> replies, Sink out) throws FailedException {
    Entry newest = replies.get(NEWEST);
    out.put(LENGTH, replies.get(LEN));
    out.put(LAST_ID, newest.id);
    out.put(LAST_DURATION, newest.seconds);
  }
}
