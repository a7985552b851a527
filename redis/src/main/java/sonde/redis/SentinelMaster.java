package sonde.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sonde.collect.Family;
import sonde.redisclient.Reply;

/** What the families about a Sentinel's masters share. */
final class SentinelMaster {
  private SentinelMaster() {}

  static Family gauge(String name, String help) {
    return Family.gauge("sentinel_master_" + name, help, "master_name", "master_address");
  }

  /** The instances in a reply: each a flat list of fields and their values. */
  static List<Map<String, String>> instances(Reply reply) {
    List<Map<String, String>> instances = new ArrayList<>();
    for (Reply instance : reply.items()) {
      List<Reply> parts = instance.items();
      Map<String, String> fields = new HashMap<>();
      for (int i = 0; i + 1 < parts.size(); i += 2) {
        fields.put(parts.get(i).text(), parts.get(i + 1).text());
      }
      instances.add(fields);
    }
    return instances;
  }
}
