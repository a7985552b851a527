package sonde.mysql;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.Driver;
import sonde.config.SecretSource;

/**
 * Connects to a server by MariaDB Connector/J, which speaks to MySQL as well. Nothing that the
 * server says makes it connect elsewhere, read a file or send the password in the clear.
 */
final class MySqlConnector {
  /** All in which the password itself is never sent, but for caching_sha2's, which is encrypted. */
  private static final String AUTHENTICATION =
      "mysql_native_password,caching_sha2_password,client_ed25519,parsec";

  private final MySqlAddress address;
  private final @Nullable String username;
  private final @Nullable SecretSource password;

  /** With TLS preferred: whether the server was found to have none. */
  private volatile boolean plain;

  MySqlConnector(MySqlAddress address, @Nullable String username, @Nullable SecretSource password) {
    this.address = address;
    this.username = username;
    this.password = password;
  }

  MySqlAddress address() {
    return address;
  }

  Connection connect(Duration within) throws SQLException {
    boolean preferred = address.tls().mode() == MySqlTls.Mode.PREFERRED;
    MySqlTls.Mode mode = preferred && plain ? MySqlTls.Mode.DISABLED : address.tls().mode();
    try {
      return connect(within, mode);
    } catch (SQLException e) {
      if (e.getErrorCode() == ServerErrors.ACCESS_DENIED
          && password != null
          && password.refresh()) {
        return connect(within, mode);
      }
      if (preferred && ServerErrors.isWithoutTls(e)) {
        plain = true;
        return connect(within, MySqlTls.Mode.DISABLED);
      }
      throw e;
    }
  }

  private Connection connect(Duration within, MySqlTls.Mode mode) throws SQLException {
    int millis = Math.clamp(within.toMillis(), 1, Integer.MAX_VALUE);
    Configuration.Builder builder =
        // A builder made in the other way, the driver cannot use.
        Configuration.parse("jdbc:mariadb:///").toBuilder()
            .user(username)
            .password(password())
            .database(entersLater() || address.database().isEmpty() ? null : address.database())
            .connectTimeout(millis)
            .socketTimeout(millis)
            .allowMultiQueries(true)
            .restrictedAuth(AUTHENTICATION)
            // A listener in the middle could give a key of its own, but without TLS it could
            // pretend to be the server as well.
            .allowPublicKeyRetrieval(!mode.verifies())
            .permitRedirect(false)
            .allowLocalInfile(false)
            .jdbcCompliantTruncation(false)
            .tinyInt1isBit(false)
            .yearIsDateType(false)
            .connectionAttributes("program_name:sonde");
    if (address.isUnix()) {
      builder.socketFactory(UnixSocketFactory.class.getName());
      builder.addHost(address.socket(), MySqlAddress.DEFAULT_PORT);
    } else {
      builder.addHost(address.host(), address.port());
    }
    addTls(builder, mode);
    Connection connection = Driver.connect(builder.build());
    if (entersLater()) {
      enter(connection);
    }
    // From here on the deadline of each scrape is what counts.
    connection.setNetworkTimeout(Runnable::run, 0);
    return connection;
  }

  /** At login MariaDB takes the driver's names for its own default character set, be it Latin 1. */
  private boolean entersLater() {
    return !StandardCharsets.US_ASCII.newEncoder().canEncode(address.database());
  }

  private void enter(Connection connection) throws SQLException {
    try {
      connection.setCatalog(address.database());
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private @Nullable String password() throws SQLException {
    try {
      return password == null ? null : password.current().reveal();
    } catch (IOException e) {
      throw new SQLException("the password: " + e.getMessage(), "28000", e);
    }
  }

  private void addTls(Configuration.Builder builder, MySqlTls.Mode mode) {
    builder.sslMode(
        switch (mode) {
          case DISABLED -> "disable";
          case PREFERRED, REQUIRED -> "trust";
          case VERIFY_CA -> "verify-ca";
          case VERIFY_IDENTITY -> "verify-full";
        });
    MySqlTls tls = address.tls();
    if (mode.verifies() && tls.caFile() != null) {
      builder.serverSslCert(tls.caFile().toString());
      // Only this authority, not the Java runtime's beside it.
      builder.fallbackToSystemTrustStore(false);
    }
    builder.fallbackToSystemKeyStore(false);
    builder.tlsSocketType(PemTlsPlugin.TYPE);
    Path certFile = tls.certFile();
    Path keyFile = tls.keyFile();
    if (certFile != null && keyFile != null) {
      builder.keyStore(PemTlsPlugin.files(certFile, keyFile));
    }
  }
}
