package sonde.traffic;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** Answers of a size, asked of PostgreSQL, MySQL or MariaDB by their drivers. */
record SqlJob(Service service) implements Job {
  // Answers are whole in memory: larger ones are asked for in parts.
  private static final long MOST_AT_ONCE = 16 << 10;

  @Override
  public void run(JobSocket socket, long send, long receive) throws IOException, SQLException {
    Properties properties =
        service.type() == Service.Type.POSTGRES ? postgresProperties() : mysqlProperties();
    properties.setProperty("socketFactory", DriverSockets.class.getName());
    properties.setProperty("user", String.valueOf(service.username()));
    if (service.password() != null) {
      properties.setProperty("password", service.password().current().reveal());
    }
    DriverSockets.<SQLException>with(socket, () -> ask(properties, receive));
  }

  private void ask(Properties properties, long receive) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(), properties);
        Statement statement = connection.createStatement()) {
      long left = receive;
      do {
        long part = Math.min(left, MOST_AT_ONCE);
        try (ResultSet _ = statement.executeQuery("SELECT repeat('x', " + part + ")")) {
          left -= part;
        }
      } while (left > 0);
    }
  }

  private String url() {
    String scheme = service.type() == Service.Type.POSTGRES ? "postgresql" : "mariadb";
    return "jdbc:" + scheme + "://" + service.address().authority() + "/" + service.database();
  }

  private Properties postgresProperties() {
    Properties properties = new Properties();
    properties.setProperty("sslmode", service.isEncrypted() ? "require" : "disable");
    // Else it first tries whether there is Kerberos, and connects anew if not.
    properties.setProperty("gssEncMode", "disable");
    // With a limit it connects on a thread of its own; the job has one of its own anyway.
    properties.setProperty("loginTimeout", "0");
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("ApplicationName", "sonde traffic");
    return properties;
  }

  private Properties mysqlProperties() {
    Properties properties = new Properties();
    properties.setProperty("sslMode", service.isEncrypted() ? "trust" : "disable");
    // A redirection would be a second connection.
    properties.setProperty("permitRedirect", "false");
    properties.setProperty("allowLocalInfile", "false");
    // No way of signing in that sends the password as it is.
    properties.setProperty(
        "restrictedAuth", "mysql_native_password,caching_sha2_password,client_ed25519,parsec");
    properties.setProperty("allowPublicKeyRetrieval", "true");
    properties.setProperty("connectionAttributes", "program_name:sonde");
    return properties;
  }
}
