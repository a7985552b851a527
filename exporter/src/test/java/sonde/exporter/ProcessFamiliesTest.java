package sonde.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.collect.FamilySamples;
import sonde.collect.Sample;

final class ProcessFamiliesTest {
  @TempDir private Path self;

  @Test
  void readsWhatTheKernelSaysOfTheProcess() throws IOException {
    Files.writeString(
        self.resolve("stat"),
        "7 (a b) c) S 1 7 7 0 -1 4194560 100 0 0 0 150 50 0 0 20 0 22 0 1000 4096000 2000 0\n");
    Files.writeString(self.resolve("status"), "Name:\tjava\nVmRSS:\t    52 kB\nThreads:\t22\n");
    Files.writeString(
        self.resolve("limits"),
        """
        Limit            Soft Limit   Hard Limit   Units
        Max open files   1024         4096         files
        """);
    Files.createDirectory(self.resolve("fd"));
    Files.createFile(self.resolve("fd").resolve("0"));
    Files.createFile(self.resolve("fd").resolve("1"));

    Map<String, Double> values = values();

    assertNotNull(values.remove("process_start_time_seconds"));
    assertEquals(
        Map.of(
            "process_cpu_seconds_total", 2.0,
            "process_virtual_memory_bytes", 4096000.0,
            "process_resident_memory_bytes", 53248.0,
            "process_max_fds", 1024.0,
            "process_open_fds", 2.0),
        values);
  }

  @Test
  void withoutProcThereIsTheStartAlone() {
    assertEquals(Set.of("process_start_time_seconds"), values().keySet());
  }

  private Map<String, Double> values() {
    List<FamilySamples> all = new ArrayList<>();
    new ProcessFamilies(self).addTo(all);
    Map<String, Double> values = new LinkedHashMap<>();
    for (FamilySamples family : all) {
      for (Sample sample : family.samples()) {
        values.put(family.family().name(), ((Sample.Value) sample).value());
      }
    }
    return values;
  }
}
