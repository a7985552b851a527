package sonde.mysql;

import java.nio.file.Path;
import java.util.List;
import sonde.collect.Collector;

/** All collectors of MySQL and MariaDB, in the order in which they are listed. */
public final class MySqlCollectors {
  private static final List<Collector<MySqlFacts>> ALL =
      List.of(
          new GlobalStatusCollector(),
          new GlobalVariablesCollector(),
          new SlaveStatusCollector(),
          InnoDbCollectors.CMP,
          InnoDbCollectors.CMPMEM,
          new QueryResponseTimeCollector(),
          new ProcessCollector(new ServerProcess(Path.of("/proc"))));

  private MySqlCollectors() {}

  /** All of them, on by default or not. */
  public static List<Collector<MySqlFacts>> all() {
    return ALL;
  }
}
