package sonde.redis;

import java.util.List;
import sonde.collect.Collector;
import sonde.collect.FailedException;
import sonde.collect.Replies;
import sonde.collect.Request;
import sonde.collect.Sink;
import sonde.collect.Spec;

/**
 * Fields of INFO that are metrics as they stand: those that the server sends, whichever its
 * version, and whichever the section in which it sends them.
 */
final class InfoCollector implements Collector<RedisFacts> {
  private final Spec spec;
  private final List<InfoField> fields;

  InfoCollector(String name, String summary, List<InfoField> fields) {
    this.fields = fields;
    this.spec =
        Spec.named(name, summary)
            .emits(fields.stream().map(InfoField::family).toList())
            .needs("+info")
            .onByDefault();
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public List<Request<?>> requests(RedisFacts facts) {
    return List.of(ServerInfo.ALL);
  }

  @Override
  public void collect(Replies<RedisFacts> replies, Sink out) throws FailedException {
    ServerInfo info = replies.get(ServerInfo.ALL);
    fields.forEach(field -> field.put(info, out));
  }
}
