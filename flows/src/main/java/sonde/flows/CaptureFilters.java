package sonde.flows;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A capture file's filters: one expression, compiled for each link type in it. */
final class CaptureFilters implements AutoCloseable {
  private final @Nullable String expression;
  private final Map<LinkType, PacketFilter> compiled = new EnumMap<>(LinkType.class);

  /**
   * Filters by an expression of pcap-filter(7).
   *
   * @param expression null to let all packets pass
   */
  CaptureFilters(@Nullable String expression) {
    this.expression = expression;
  }

  /** The filter for packets of this type; null if all pass. */
  @Nullable PacketFilter of(LinkType link) throws CaptureException {
    if (expression == null || link == LinkType.UNKNOWN) {
      return null;
    }
    PacketFilter filter = compiled.get(link);
    if (filter == null) {
      filter = PacketFilter.compile(expression, link);
      compiled.put(link, filter);
    }
    return filter;
  }

  @Override
  public void close() {
    compiled.values().forEach(PacketFilter::close);
    compiled.clear();
  }
}
