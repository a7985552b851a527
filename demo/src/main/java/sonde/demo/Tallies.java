package sonde.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import sonde.config.ConfigException;
import sonde.config.Environment;
import sonde.tally.Tally;
import sonde.tally.TallyConfig;
import sonde.tally.TallyConfigSource;
import sonde.web.ListenException;

/** Three instances of the counter and hello service. */
final class Tallies implements AutoCloseable {
  private static final int INSTANCES = 3;

  private final List<Tally> instances = new ArrayList<>();

  private Tallies() {}

  /**
   * Starts them.
   *
   * @throws ConfigException if the file is not as it must be
   * @throws ListenException if an address cannot be had; nothing is left behind
   */
  static Tallies start(Path file) throws ConfigException, ListenException {
    TallyConfig config = new TallyConfigSource(Environment.system()).file(file);
    Tallies tallies = new Tallies();
    try {
      for (int i = 0; i < INSTANCES; i++) {
        tallies.instances.add(Tally.start(config));
      }
      return tallies;
    } catch (ListenException e) {
      tallies.close();
      throw e;
    }
  }

  /** Where clients are served. */
  List<String> urls() {
    return instances.stream().map(tally -> "http://" + tally.address()).toList();
  }

  /** Where clients connect to. */
  List<Integer> ports() {
    return instances.stream().map(tally -> tally.address().port()).toList();
  }

  /** Where metrics are. */
  List<String> adminUrls() {
    return instances.stream().map(tally -> "http://" + tally.adminAddress()).toList();
  }

  @Override
  public void close() {
    instances.forEach(Tally::close);
  }
}
