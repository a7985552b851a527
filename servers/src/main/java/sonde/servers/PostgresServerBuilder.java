package sonde.servers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a PostgreSQL server shall be. By default the version that the environment variable
 * SONDE_POSTGRES_BIN (a directory with initdb and postgres) names, otherwise the newest that is
 * installed, otherwise the one that comes as a Maven artifact.
 */
public final class PostgresServerBuilder {
  private static final Pattern SETTING = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");

  private final Map<String, String> settings = new LinkedHashMap<>();
  private final List<String> hba = new ArrayList<>();
  private @Nullable Integer version;
  private @Nullable TlsFiles tls;
  private boolean clientCertificateRequired;

  PostgresServerBuilder() {}

  /** A major version: an installed one, otherwise 18 from the Maven artifact. */
  public PostgresServerBuilder version(int major) {
    version = major;
    return this;
  }

  /** A setting of postgresql.conf; its standbys get it, too. */
  public PostgresServerBuilder with(String name, String value) {
    if (!SETTING.matcher(name).matches()) {
      throw new IllegalArgumentException("no name of a setting: " + name);
    }
    settings.put(name, oneLine(value));
    return this;
  }

  /**
   * A line of pg_hba.conf, before those that let everybody in by SCRAM, and after those for the
   * superuser and the standbys.
   */
  public PostgresServerBuilder hba(String line) {
    hba.add(oneLine(line));
    return this;
  }

  /**
   * Speaks TLS with whom asks for it, with these PEM files; others get in without, unless a client
   * certificate is required of all but the superuser.
   */
  public PostgresServerBuilder tls(TlsFiles files, boolean requireClientCertificate) {
    tls = files;
    clientCertificateRequired = requireClientCertificate;
    return this;
  }

  /**
   * Starts the server and waits until it takes connections.
   *
   * @throws ServerException when it does not within a minute, or ends; nothing is left behind
   */
  public PostgresServer start() {
    PostgresBinary binary =
        version == null ? PostgresBinary.standard() : PostgresBinary.ofMajor(version);
    return PostgresServer.start(
        new PostgresServer.Plan(
            binary,
            // Not Map.copyOf: of several that exclude each other the last counts.
            new LinkedHashMap<>(settings),
            List.copyOf(hba),
            tls,
            clientCertificateRequired));
  }

  private static String oneLine(String text) {
    if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
      throw new IllegalArgumentException("a configuration line cannot contain a line break");
    }
    return text;
  }
}
