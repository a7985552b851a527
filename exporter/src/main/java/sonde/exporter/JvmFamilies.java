package sonde.exporter;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.List;
import sonde.collect.Family;
import sonde.collect.FamilySamples;
import sonde.collect.Sample;

/**
 * Sonde's own JVM, by the names, types and help of Prometheus' <a
 * href="https://prometheus.github.io/client_java/instrumentation/jvm/">client_java</a>.
 */
final class JvmFamilies {
  private static final Usages AREAS = Usages.of("jvm_memory_", "a given JVM memory area.", "area");
  private static final Usages POOLS =
      Usages.of("jvm_memory_pool_", "a given JVM memory pool.", "pool");
  private static final Usages COLLECTED =
      Usages.of(
          "jvm_memory_pool_collection_",
          "a given JVM memory pool after its last collection.",
          "pool");
  private static final Family COLLECTIONS =
      Family.summary(
              "jvm_gc_collection_seconds",
              "Time spent in a given JVM garbage collector in seconds.",
              "gc")
          .absolute();

  private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
  private final List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans();
  private final List<GarbageCollectorMXBean> collectors =
      ManagementFactory.getGarbageCollectorMXBeans();

  /** The four families of a memory's usage. */
  private record Usages(Family used, Family committed, Family max, Family init) {
    static Usages of(String prefix, String of, String label) {
      return new Usages(
          Family.gauge(prefix + "used_bytes", "Used bytes of " + of, label).absolute(),
          Family.gauge(prefix + "committed_bytes", "Committed bytes of " + of, label).absolute(),
          Family.gauge(prefix + "max_bytes", "Most bytes of " + of, label).absolute(),
          Family.gauge(prefix + "init_bytes", "Initial bytes of " + of, label).absolute());
    }

    void add(List<String> names, List<MemoryUsage> usages, List<FamilySamples> all) {
      List<List<Sample>> samples =
          List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      for (int i = 0; i < names.size(); i++) {
        List<String> labels = List.of(names.get(i));
        MemoryUsage usage = usages.get(i);
        samples.get(0).add(new Sample.Value(labels, (double) usage.getUsed()));
        samples.get(1).add(new Sample.Value(labels, (double) usage.getCommitted()));
        samples.get(2).add(new Sample.Value(labels, (double) usage.getMax()));
        samples.get(3).add(new Sample.Value(labels, (double) usage.getInit()));
      }
      all.add(new FamilySamples(used, samples.get(0)));
      all.add(new FamilySamples(committed, samples.get(1)));
      all.add(new FamilySamples(max, samples.get(2)));
      all.add(new FamilySamples(init, samples.get(3)));
    }
  }

  void addTo(List<FamilySamples> all) {
    AREAS.add(
        List.of("heap", "nonheap"),
        List.of(memory.getHeapMemoryUsage(), memory.getNonHeapMemoryUsage()),
        all);
    addPools(all);
    List<Sample> collections = new ArrayList<>();
    for (GarbageCollectorMXBean collector : collectors) {
      collections.add(
          new Sample.Summary(
              List.of(collector.getName()),
              List.of(),
              List.of(),
              collector.getCollectionTime() / 1e3,
              (double) collector.getCollectionCount()));
    }
    all.add(new FamilySamples(COLLECTIONS, collections));
  }

  private void addPools(List<FamilySamples> all) {
    List<String> names = new ArrayList<>();
    List<MemoryUsage> usages = new ArrayList<>();
    List<String> collectedNames = new ArrayList<>();
    List<MemoryUsage> collectedUsages = new ArrayList<>();
    for (MemoryPoolMXBean pool : pools) {
      MemoryUsage collected = pool.getCollectionUsage();
      names.add(pool.getName());
      usages.add(pool.getUsage());
      if (collected != null) {
        collectedNames.add(pool.getName());
        collectedUsages.add(collected);
      }
    }
    POOLS.add(names, usages, all);
    COLLECTED.add(collectedNames, collectedUsages, all);
  }
}
