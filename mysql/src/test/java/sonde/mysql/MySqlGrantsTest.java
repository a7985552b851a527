package sonde.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sonde.collect.Server;

/** The statements; that they are enough, and that nothing is refused, RunTest shows. */
class MySqlGrantsTest {
  @ParameterizedTest
  @CsvSource({
    "mysql, 5.7.44, REPLICATION CLIENT",
    "mysql, 8.0.15, REPLICATION CLIENT",
    "mysql, 9.1.0, REPLICATION CLIENT",
    "mariadb, 10.6.20-MariaDB, SLAVE MONITOR",
    "mariadb, 10.11.6, SLAVE MONITOR",
    "mariadb, 12.0.2, SLAVE MONITOR"
  })
  void eachServerHasItsOwn(String product, String version, String replication) {
    assertEquals(
        List.of(
            "CREATE USER 'sonde'@'%' IDENTIFIED BY 'PASSWORD' WITH MAX_USER_CONNECTIONS 4",
            "GRANT " + replication + ", PROCESS ON *.* TO 'sonde'@'%'"),
        MySqlGrants.of(Server.of(product, version), "sonde", Scraper.defaults()).statements());
  }

  @Test
  void aPartOfTheCollectorsNeedsAPartOfTheRights() {
    MySqlGrants grants =
        MySqlGrants.of(
            Server.of("mysql", "8.4"),
            "sonde",
            List.of(Scraper.named("global_status"), Scraper.named("global_variables")));
    assertEquals(1, grants.statements().size());
    assertEquals(List.of(), grants.privileges());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a'", "a\n", "a\\", "ä"})
  void aNameThatNeedsQuotingIsRefused(String name) {
    assertThrows(
        IllegalArgumentException.class,
        () -> MySqlGrants.of(Server.of("mysql", "8"), name, List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GRANT PROCESS, REPLICATION CLIENT ON *.* TO `a`@`%` | true | true",
        "GRANT ALL PRIVILEGES ON *.* TO 'a'@'%' WITH GRANT OPTION | true | true",
        "GRANT SELECT, PROCESS, SLAVE MONITOR ON *.* TO `a`@`%` IDENTIFIED BY PASSWORD '*A' | true"
            + " | false",
        "GRANT USAGE ON *.* TO `a`@`%` | false | false",
        "GRANT ALL PRIVILEGES ON `shop`.* TO `a`@`%` | false | false",
        "GRANT `PROCESS`@`%` TO `a`@`%` | false | false"
      })
  void grantsAreReadAsServersShowThem(String grant, boolean process, boolean replication) {
    Privileges privileges = Privileges.of(List.of(grant));
    assertEquals(process, privileges.anyOf("PROCESS"));
    assertEquals(replication, privileges.anyOf("REPLICATION CLIENT"));
  }
}
