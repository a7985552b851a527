package sonde.exporter;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import sonde.collect.Family;
import sonde.collect.FamilySamples;
import sonde.collect.Sample;

/**
 * Sonde's own process out of <a
 * href="https://man7.org/linux/man-pages/man5/proc.5.html">/proc/self</a>, by the names of <a
 * href="https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics">Prometheus'
 * client libraries</a>; where there is no /proc, nothing but the start.
 */
final class ProcessFamilies {
  private static final Family CPU =
      Family.counter(
              "process_cpu_seconds_total", "Total user and system CPU time spent in seconds.")
          .absolute();
  private static final Family START =
      gauge("start_time_seconds", "Start of the process, Unix time.");
  private static final Family OPEN = gauge("open_fds", "Number of open file descriptors.");
  private static final Family MOST = gauge("max_fds", "Maximum number of open file descriptors.");
  private static final Family VIRTUAL =
      gauge("virtual_memory_bytes", "Virtual memory size in bytes.");
  private static final Family RESIDENT =
      gauge("resident_memory_bytes", "Resident memory size in bytes.");

  /** Linux counts in hundredths of a second for programs, whatever it counts in for itself. */
  private static final double TICKS = 100;

  // Fields of stat, counted from the one after the name.
  private static final int USER_TICKS = 11;
  private static final int KERNEL_TICKS = 12;
  private static final int VIRTUAL_BYTES = 20;

  private static final String MOST_FILES = "Max open files";
  private static final String RESIDENT_KIB = "VmRSS:";

  private final Path self;
  private final double start = ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3;
  private final double most;

  /** Reads another directory than /proc/self in tests. */
  ProcessFamilies(Path self) {
    this.self = self;
    this.most = mostFiles();
  }

  /** The JVM raises it when it starts, and nobody touches it afterwards; 0 where there is none. */
  private double mostFiles() {
    try {
      return number("limits", MOST_FILES);
    } catch (IOException e) {
      return 0;
    }
  }

  private static Family gauge(String name, String help) {
    return Family.gauge("process_" + name, help).absolute();
  }

  void addTo(List<FamilySamples> all) {
    add(START, start, all);
    if (most > 0) {
      add(MOST, most, all);
    }
    try {
      String stat = Files.readString(self.resolve("stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      long ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[KERNEL_TICKS]);
      String[] open = self.resolve("fd").toFile().list();
      add(CPU, ticks / TICKS, all);
      add(VIRTUAL, Double.parseDouble(fields[VIRTUAL_BYTES]), all);
      add(RESIDENT, number("status", RESIDENT_KIB) * 1024, all);
      if (open != null) {
        add(OPEN, open.length, all);
      }
    } catch (IOException e) {
      // Not Linux, or a /proc that is closed to its own processes: the families are not there then.
      return;
    }
  }

  /** The first number in the line that starts with a name. */
  private double number(String file, String name) throws IOException {
    String text = Files.readString(self.resolve(file));
    int at = text.indexOf(name);
    if (at < 0) {
      throw new IOException(file + " has no " + name);
    }
    String value = text.substring(at + name.length()).strip().split("\\s", 2)[0];
    return value.equals("unlimited") ? Double.POSITIVE_INFINITY : Double.parseDouble(value);
  }

  private static void add(Family family, double value, List<FamilySamples> all) {
    all.add(new FamilySamples(family, List.of(new Sample.Value(List.of(), value))));
  }
}
