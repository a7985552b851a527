package sonde.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresAddressTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "postgresql://db/app | postgresql://db:5432/app",
        "postgres://db:5433 | postgresql://db:5433/",
        "db:5433/app | postgresql://db:5433/app",
        "postgresql://[::1]:5433/app | postgresql://[::1]:5433/app",
        "postgresql://a:1,b,[::1]/app | postgresql://a:1,b:5432,[::1]:5432/app",
        "postgresql://db/a%20b%2Bc+d | postgresql://db:5432/a b+c+d",
        "postgresql://db/a%2Fb | postgresql://db:5432/a/b",
        "postgresql://%2Frun%2Fpg/app | postgresql:///run/pg:5432/app",
        "postgresql:///app?host=/run/pg%25&port=6432 | postgresql:///run/pg%:6432/app",
        "postgresql:///app?host=db | postgresql://db:5432/app",
      })
  void addressesAreRead(String text, String expected) {
    assertEquals(expected, PostgresAddress.parse(text).toString());
  }

  @Test
  void parametersAreRead() {
    PostgresAddress address =
        PostgresAddress.parse("postgresql://db/app?sslmode=verify-full&sslrootcert=%2Fca.pem");
    assertEquals(Map.of("sslmode", "verify-full", "sslrootcert", "/ca.pem"), address.parameters());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mysql://db | the scheme must be postgresql://",
        "postgresql:///app | a host is host:port",
        "postgresql://%2Frun,db/app | not one of several hosts",
        "postgresql://db/app?host=/run | go with postgresql:///database?host=",
        "postgresql:///app?port=1 | go with postgresql:///database?host=",
        "postgresql:///app?host=/run&port=x | a host is host:port",
        "postgresql://db/app/more | a slash in it is written %2F",
        "postgresql://db:99999 | between 1 and 65535",
        "postgresql://[zz]/app | a host is host:port",
        "postgresql://db/app?sslmodus=require | did you mean sslmode?",
        "postgresql://db/app?sslmode=verify_full | did you mean verify-full?",
        "postgresql://db/app?sslmode=on | disable, allow, prefer",
        "postgresql://db/app?foo=1 | there is no parameter foo; there are sslmode",
        "postgresql://db/app?sslmode=allow&sslmode=allow | stands twice",
        "postgresql://db/app?options=%zz | two hexadecimal digits",
      })
  void mistakesAreNamed(String text, String expected) {
    String message =
        "" + assertThrows(IllegalArgumentException.class, () -> PostgresAddress.parse(text));
    assertTrue(message.contains(expected), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://u:hush@db/app",
        "postgresql://u:hu/sh@db/app",
        "u:hush@db",
        "postgresql://db/app?password=hush",
        "postgresql://db/app?sslpassword=hush",
        "postgresql://db/app?user=hush"
      })
  void credentialsAreRefusedAndNotRepeated(String text) {
    String message =
        "" + assertThrows(IllegalArgumentException.class, () -> PostgresAddress.parse(text));
    assertTrue(message.contains("password_file"), message);
    assertFalse(message.contains("hu"), message);
  }

  @ParameterizedTest
  @CsvSource({
    "target_session_attrs=any, targetServerType, any",
    "target_session_attrs=read-write, targetServerType, primary",
    "target_session_attrs=read-only, targetServerType, secondary",
    "target_session_attrs=standby, targetServerType, secondary",
    "target_session_attrs=prefer-standby, targetServerType, preferSecondary",
    "load_balance_hosts=random, loadBalanceHosts, true",
    "sslmode=require&sslrootcert=/ca, sslmode, verify-ca",
    "sslrootcert=system, sslmode, verify-full",
    "sslmode=verify-full&sslrootcert=/ca, sslmode, verify-full",
  })
  void parametersBecomeTheDrivers(String query, String property, String value) {
    Properties properties = new Properties();
    Parameter.set(PostgresAddress.parse("db/app?" + query).parameters(), properties);
    assertEquals(value, properties.getProperty(property));
  }
}
