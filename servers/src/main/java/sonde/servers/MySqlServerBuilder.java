package sonde.servers;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a MariaDB or MySQL server shall be. Everything goes into an option file that only the
 * server's user can read, and no other is read. By default it writes a binary log and does not wait
 * for the disk.
 *
 * @param <S> the kind of server
 */
public final class MySqlServerBuilder<S> {
  private static final Pattern SETTING = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

  private final Supplier<MySqlBinary> binary;
  private final Function<MySqlFamily.Plan, S> start;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private @Nullable TlsFiles tls;

  MySqlServerBuilder(Supplier<MySqlBinary> binary, Function<MySqlFamily.Plan, S> start) {
    this.binary = binary;
    this.start = start;
  }

  /** A line of the option file; with an empty value the name alone, e.g. skip_log_bin. */
  public MySqlServerBuilder<S> with(String name, String value) {
    if (!SETTING.matcher(name).matches()) {
      throw new IllegalArgumentException("no name of an option: " + name);
    }
    if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
      throw new IllegalArgumentException("an option cannot contain a line break");
    }
    settings.put(name, value);
    return this;
  }

  /**
   * Speaks TLS with these PEM files with whom asks for it; {@code with("require_secure_transport",
   * "ON")} would exclude the superuser's connections, too: require it of users instead. MySQL
   * 8.0.15 out of the Maven artifact needs an RSA key.
   */
  public MySqlServerBuilder<S> tls(TlsFiles files) {
    tls = files;
    return this;
  }

  /**
   * Starts the server and waits until it takes connections.
   *
   * @throws ServerException when it does not within a minute, or ends; nothing is left behind
   */
  public S start() {
    return start.apply(
        new MySqlFamily.Plan(
            binary.get(), Collections.unmodifiableMap(new LinkedHashMap<>(settings)), tls));
  }
}
