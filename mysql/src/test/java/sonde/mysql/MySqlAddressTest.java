package sonde.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MySqlAddressTest {
  @ParameterizedTest
  @CsvSource({
    "mysql://db, db:3306, ''",
    "db:3307, db:3307, ''",
    "MYSQL://db.example:3307/shop, db.example:3307, shop",
    "mysql://[::1]:3307/, [::1]:3307, ''",
    "mysql://127.0.0.1/a%20b, 127.0.0.1:3306, a b",
    "unix:///run/mysqld/mysqld.sock, /run/mysqld/mysqld.sock, ''",
    "mysql://localhost/shop?socket=/run/my.sock, /run/my.sock, shop",
  })
  void reads(String text, String hostAndPort, String database) {
    MySqlAddress address = MySqlAddress.parse(text);
    assertEquals(hostAndPort, address.hostAndPort());
    assertEquals(database, address.database());
    assertEquals(MySqlTls.DISABLED, address.tls());
    assertEquals(address.hostAndPort().startsWith("/"), address.isUnix());
  }

  @ParameterizedTest
  @EnumSource(MySqlTls.Mode.class)
  void readsEveryMode(MySqlTls.Mode mode) {
    assertEquals(mode, MySqlAddress.parse("mysql://db?ssl-mode=" + mode).tls().mode());
    String lower = mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
    assertEquals(mode, MySqlAddress.parse("mysql://db?SSL_MODE=" + lower).tls().mode());
  }

  @Test
  void filesWithoutAModeAreChecked() {
    MySqlTls tls =
        MySqlAddress.parse("mysql://db?ssl-ca=/ca.pem&ssl_cert=/c.pem&ssl-key=/k+1.pem").tls();
    assertEquals(
        new MySqlTls(
            MySqlTls.Mode.VERIFY_IDENTITY,
            Path.of("/ca.pem"),
            Path.of("/c.pem"),
            Path.of("/k+1.pem")),
        tls);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mysql://db?ssl-mod=REQUIRED | did you mean ssl-mode?",
        "mysql://db?charset=utf8 | there are socket, ssl-mode",
        "mysql://db?ssl-mode=ON | ssl-mode is one of",
        "mysql://db?ssl-mode= | needs a value",
        "mysql://db?ssl-ca=/a&ssl-ca=/b | twice",
        "mysql://db?ssl-cert=/a | belong together",
        "mysql://db?ssl-mode=disabled&ssl-ca=/a | leave one of them out",
        "postgres://db | the scheme must be mysql:// or unix://",
        "mysql://db:0 | a port is between 1 and 65535",
        "mysql://db:65536 | a port is between 1 and 65535",
        "mysql://[::g]:1 | stands in brackets",
        "mysql://::1:3306 | stands in brackets",
        "mysql:// | an address is",
        "mysql://db/a/b | an address is",
        "mysql://db/%zz | two digits",
        "unix://relative | absolute path",
      })
  void refusesBySayingWhatIsWrong(String text, String why) {
    String message =
        ""
            + assertThrows(IllegalArgumentException.class, () -> MySqlAddress.parse(text))
                .getMessage();
    assertTrue(message.contains(why), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql://me:s3cret@db:3306/",
        "me:s3cret@tcp(db:3306)/",
        "mysql://me:s3/cret@db",
        "mysql://me:s3?cret@db"
      })
  void neverShowsUserInformation(String text) {
    String message =
        ""
            + assertThrows(IllegalArgumentException.class, () -> MySqlAddress.parse(text))
                .getMessage();
    assertTrue(message.contains("password_file"), message);
    assertFalse(message.contains("s3"), message);
  }
}
