package sonde.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sonde.config.Secret;

class MyCnfTest {
  @TempDir Path directory;

  private MyCnf read(String text) throws IOException {
    return MyCnf.read(Files.writeString(directory.resolve("my.cnf"), text));
  }

  @Test
  void readsWhatClientsRead() throws IOException {
    MyCnf file =
        read(
            """
            # a comment
            !includedir /etc/mysql/conf.d/
            [client]
            user = sonde
            password = "s3#cr et"   # a word
            host=db
            port = 3307
            skip-auto-rehash

            [client.billing]
            host = billing
            password='p#w'
            [client.tls]
            socket = /run/my.sock
            ssl_ca = /ca.pem
            ssl-skip-verfication = true
            [mysqld]
            user = mysql
            """);
    assertEquals(
        Set.of("client", "client.billing", "client.tls", "mysqld"), file.sections().keySet());
    MyCnf.Section client = file.section("client").orElseThrow();
    assertEquals("sonde", client.user());
    assertEquals(Secret.of("s3#cr et"), client.password());
    assertEquals(MySqlAddress.of("db", 3307), client.address());
    MyCnf.Section billing = file.section("client.billing").orElseThrow();
    assertEquals("sonde", billing.user());
    assertEquals(Secret.of("p#w"), billing.password());
    assertEquals(Integer.valueOf(3307), billing.port());
    MySqlAddress tls = file.section("client.tls").orElseThrow().address();
    assertEquals("/run/my.sock", tls.hostAndPort());
    assertEquals(MySqlTls.Mode.REQUIRED, tls.tls().mode());
    assertNull(file.section("mysqld").orElseThrow().password());
    assertFalse(file.section("none").isPresent());
  }

  @Test
  void whatIsNotSaidIsTheServerOfThisMachine() throws IOException {
    assertEquals(
        MySqlAddress.of("127.0.0.1", 3306),
        read("[client]\nuser=a\n").section("client").orElseThrow().address());
  }

  @Test
  void theModeGoesBeforeTheFiles() throws IOException {
    MyCnf file =
        read(
            """
            [client]
            ssl-ca=/ca.pem
            ssl-mode=VERIFY_CA
            [client.off]
            ssl-mode=disabled
            """);
    assertEquals(
        MySqlTls.Mode.VERIFY_CA, file.section("client").orElseThrow().address().tls().mode());
    assertEquals(MySqlTls.DISABLED, file.section("client.off").orElseThrow().address().tls());
  }

  @ParameterizedTest
  @CsvSource({
    "'user=a', :1: an option stands before",
    "'[client', :1: a section ends in ]",
    "'[client]\nport=s3cret', [client]: port is not a number",
    "'[client]\npassword=s3cret\nssl-mode=x', [client]: ssl-mode is one of",
    "'[client]\npassword=s3cret\nssl-key=/k', belong together"
  })
  void namesTheLineAndNoValue(String text, String why) {
    String message = "" + assertThrows(MyCnf.MyCnfException.class, () -> read(text)).getMessage();
    assertTrue(message.contains(why), message);
    assertFalse(message.contains("s3cret"), message);
  }

  @Test
  void namesTheFileThatIsNotThere() {
    String message =
        ""
            + assertThrows(MyCnf.MyCnfException.class, () -> MyCnf.read(directory.resolve("none")))
                .getMessage();
    assertTrue(message.contains("none: no such file"), message);
  }
}
