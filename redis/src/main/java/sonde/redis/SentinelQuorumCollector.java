package sonde.redis;

import java.util.ArrayList;
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

/** Whether enough Sentinels are there for a failover of each master. */
final class SentinelQuorumCollector implements Collector<RedisFacts> {
  private static final Family STATUS =
      Family.gauge(
          "sentinel_master_ckquorum_status",
          "Whether a failover of the master can be authorized; the message is the Sentinel's.",
          "master_name",
          "message");

  private static final Spec SPEC =
      Spec.named("sentinel_quorum", "Whether a failover of each master can be authorized.")
          .emits(STATUS)
          .needs("+sentinel|ckquorum")
          .onByDefault();

  private record Quorum(boolean reached, String message) {
    static Quorum of(Reply reply) {
      return reply instanceof Reply.Error error
          ? new Quorum(false, error.code() + ' ' + error.message())
          : new Quorum(true, reply.text());
    }
  }

  private static Command<Quorum> check(String master) {
    return Command.parsedWithError(Quorum::of, "NOQUORUM", "SENTINEL", "CKQUORUM", master);
  }

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public Optional<String> lacking(RedisFacts facts) {
    return facts.lacksMasters();
  }

  @Override
  public List<Request<?>> requests(RedisFacts facts) {
    List<Request<?>> requests = new ArrayList<>();
    facts.masters().forEach(master -> requests.add(check(master)));
    return requests;
  }

  @Override
  public void collect(Replies<RedisFacts> replies, Sink out) throws FailedException {
    for (String master : replies.facts().masters()) {
      Command<Quorum> check = check(master);
      if (replies.asked(check)) {
        Quorum quorum = replies.get(check);
        out.put(STATUS, quorum.reached ? 1 : 0, master, quorum.message);
      }
    }
  }
}
