package sonde.tally;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sonde.config.ConfigException;
import sonde.config.ConfigReader;
import sonde.config.Converter;
import sonde.config.Environment;
import sonde.config.Problem;
import sonde.config.Report;
import sonde.config.Secret;
import sonde.config.SecretSource;
import sonde.redisclient.RedisAddress;
import sonde.redisclient.RedisTls;
import sonde.web.ListenAddress;

/**
 * Reads the configuration: from a file, or from the variables {@code PORT}, {@code REDIS_HOST},
 * {@code REDIS_PORT}, {@code REDIS_PASSWORD}, {@code REDIS_DB} and {@code SQLALCHEMY_DATABASE_URI},
 * which services of this kind have.
 */
public final class TallyConfigSource {
  private static final String SOURCE = "environment";

  private final Environment environment;

  /** Reads with the variables of an environment. */
  public TallyConfigSource(Environment environment) {
    this.environment = environment;
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException with everything that is wrong with it
   */
  public TallyConfig file(Path file) throws ConfigException {
    return reader().read(file, TallyConfig.class);
  }

  /**
   * Reads a file and adds everything that is wrong with it to a report.
   *
   * @return null if there was a problem
   */
  public @Nullable TallyConfig file(Path file, Report report) {
    return reader().read(file, TallyConfig.class, report);
  }

  /**
   * Whether a file is meant for Tally rather than for the exporter, right or wrong as it may be.
   */
  public static boolean isFor(Path file) {
    Keys keys =
        ConfigReader.literal()
            .with(Keys.class, value -> new Keys(value.map().keySet()))
            .read(file, Keys.class, new Report());
    return keys != null && keys.names.contains("redis") && !keys.names.contains("targets");
  }

  /** The keys at the top of a file. */
  private record Keys(Set<String> names) {}

  private ConfigReader reader() {
    return ConfigReader.expanding(environment)
        .with(RedisAddress.class, Converter.ofText(RedisAddress::parse))
        .with(ListenAddress.class, Converter.ofText(ListenAddress::parse))
        .with(PostgresUri.class, Converter.ofText(PostgresUri::parse))
        .with(Replicas.class, Converter.ofText(Replicas::parse));
  }

  /**
   * Reads the environment. {@code REDIS_HOST} must be set; a single server has no replica to wait
   * for, so that a count is acknowledged as soon as it has it.
   *
   * @throws ConfigException with everything that is wrong with it
   */
  public TallyConfig environment() throws ConfigException {
    Report report = new Report();
    String host = variable("REDIS_HOST");
    if (host == null) {
      report.add(
          Problem.of(
              SOURCE, "REDIS_HOST", "is not set: name Redis' host, or a file with --config"));
    }
    int port = number("REDIS_PORT", RedisAddress.DEFAULT_PORT, 1, 65535, report);
    int listen = number("PORT", TallyConfig.DEFAULT_PORT, 0, 65535, report);
    int database = number("REDIS_DB", 0, 0, 1 << 20, report);
    RedisAddress address =
        read("REDIS_HOST", host, text -> RedisAddress.parse(bracketed(text) + ":" + port), report);
    PostgresUri.WithUser postgres =
        read(
            "SQLALCHEMY_DATABASE_URI",
            variable("SQLALCHEMY_DATABASE_URI"),
            PostgresUri::parseWithUser,
            report);
    report.throwIfAny();
    TallyConfig defaults =
        reader().readText(SOURCE, "redis: {address: localhost}", TallyConfig.class);
    return new TallyConfig(
        new TallyConfig.Web(new ListenAddress("0.0.0.0", listen), defaults.web().admin()),
        defaults.log(),
        new TallyConfig.Redis(
            address,
            null,
            null,
            null,
            secret(variable("REDIS_PASSWORD")),
            RedisTls.DEFAULT,
            database,
            null),
        new TallyConfig.Durability(Replicas.NONE, defaults.durability().timeout()),
        defaults.idempotency(),
        postgres == null
            ? null
            : new TallyConfig.Postgres(
                postgres.address(), postgres.username(), secret(postgres.password())),
        defaults.hello());
  }

  private static String bracketed(String host) {
    return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  private static @Nullable SecretSource secret(@Nullable String text) {
    return text == null ? null : SecretSource.fixed(Secret.of(text));
  }

  private @Nullable String variable(String name) {
    String value = environment.get(name);
    return value == null || value.isBlank() ? null : value;
  }

  private int number(String name, int otherwise, int least, int most, Report report) {
    String text = variable(name);
    if (text == null) {
      return otherwise;
    }
    if (text.matches("[0-9]{1,7}")) {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    }
    report.add(
        Problem.of(
            SOURCE, name, String.format(Locale.ROOT, "is a number from %d to %d", least, most)));
    return otherwise;
  }

  private static <T> @Nullable T read(
      String name, @Nullable String text, Function<String, T> parse, Report report) {
    try {
      return text == null ? null : parse.apply(text);
    } catch (IllegalArgumentException e) {
      report.add(Problem.of(SOURCE, name, String.valueOf(e.getMessage())));
      return null;
    }
  }
}
