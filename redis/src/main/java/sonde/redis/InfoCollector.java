package sonde.redis;

import java.util.List;
import java.util.Optional;
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
  private final boolean ofData;

  private InfoCollector(Spec spec, List<InfoField> fields, boolean ofData) {
    this.spec = spec;
    this.fields = fields;
    this.ofData = ofData;
  }

  private static Spec.Builder spec(String name, String summary, List<InfoField> fields) {
    return Spec.named(name, summary).emits(InfoField.families(fields)).needs("+info");
  }

  /** Fields that every server has, and a Sentinel too. */
  static InfoCollector ofAll(String name, String summary, List<InfoField> fields) {
    return new InfoCollector(spec(name, summary, fields).onByDefault(), fields, false);
  }

  /** Fields of servers that hold data. */
  static InfoCollector ofData(String name, String summary, List<InfoField> fields) {
    return new InfoCollector(spec(name, summary, fields).onByDefault(), fields, true);
  }

  /** Fields that only one product has. */
  static InfoCollector ofProduct(
      String product, String name, String summary, List<InfoField> fields) {
    return new InfoCollector(
        spec(name, summary, fields).since(product, "0").onByDefault(), fields, true);
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public Optional<String> lacking(RedisFacts facts) {
    return ofData ? facts.lacksData() : Optional.empty();
  }

  @Override
  public List<Request<?>> requests(RedisFacts facts) {
    return List.of(ServerInfo.ALL);
  }

  @Override
  public void collect(Replies<RedisFacts> replies, Sink out) throws FailedException {
    InfoField.put(fields, replies.get(ServerInfo.ALL), out);
  }
}
