package sonde.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A configuration of every kind of value, for the tests of this package. */
record Sample(@Default("{}") Web web, Map<String, Target> targets, @Default("{}") Limits limits) {

  record Web(
      @Default("0.0.0.0:10600") Addresses listen,
      @Default("false") boolean openmetrics,
      @Nullable @ReadableFile Path configFile) {}

  /** One address or several. */
  record Addresses(List<String> all) {
    static @Nullable Addresses convert(YamlValue value) {
      if (value.kind() == YamlValue.Kind.LIST) {
        List<String> all = value.asList(String.class);
        return all == null ? null : new Addresses(all);
      }
      String text = value.text();
      return text == null ? null : new Addresses(List.of(text));
    }
  }

  enum Type {
    REDIS,
    POSTGRES,
    MY_SQL
  }

  record Target(
      Type type,
      String address,
      @Nullable String username,
      @Nullable SecretSource password,
      @Default("15s") Duration interval,
      @Nullable Port port,
      @Default("{}") Map<String, String> labels,
      @Default("[]") List<Integer> databases)
      implements Validated {

    @Override
    public void validate(Checks checks) {
      if (username != null && password == null) {
        checks.problem("username", "needs a password");
      }
      if (type != Type.REDIS && databases.isEmpty()) {
        checks.problem("databases", "must name one");
      }
      if (labels.size() > 2) {
        checks.problem("has more than 2 labels");
      }
    }
  }

  record Port(int number) {
    Port {
      if (number < 1 || number > 65535) {
        throw new IllegalArgumentException("port " + number + " is not within 1 to 65535");
      }
    }
  }

  record Limits(
      @Default("64") int concurrentProbes,
      @Default("100000") long maxSeries,
      @Default("0.5") double ratio,
      @Default("1MiB") DataSize body) {}

  static ConfigReader reader(Map<String, String> variables) {
    return ConfigReader.expanding(Environment.of(variables))
        .with(Addresses.class, Addresses::convert);
  }
}
