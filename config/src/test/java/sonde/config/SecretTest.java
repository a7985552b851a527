package sonde.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretTest {

  record Login(@Nullable String username, SecretSource password, @Nullable Secret token) {}

  @Test
  void nothingPrintsASecret() {
    Secret secret = Secret.of("hunter2");
    assertEquals("<secret>", secret.toString());
    assertEquals(
        "Login[username=a, password=<secret>, token=<secret>]",
        new Login("a", SecretSource.fixed(secret), secret).toString());
    assertEquals("{k=<secret>}", Map.of("k", secret).toString());
    assertEquals(Secret.of("other").hashCode(), secret.hashCode());
    assertFalse(Serializable.class.isAssignableFrom(Secret.class));
    assertFalse(Serializable.class.isAssignableFrom(SecretSource.class));
    assertEquals("hunter2", secret.reveal());
  }

  @Test
  void secretsAreEqualByTheirText() {
    assertEquals(Secret.of("ü"), Secret.of("ü"));
    assertNotEquals(Secret.of("a"), Secret.of("b"));
    assertNotEquals(Secret.of("a"), Secret.of("ab"));
    assertEquals(true, Secret.of("").isEmpty());
  }

  @Test
  void aPasswordIsGivenOrNamedByAFile(@TempDir Path directory) throws Exception {
    Files.writeString(directory.resolve("pw"), "from-file\n");
    Path file = directory.resolve("conf.yaml");
    ConfigReader reader = Sample.reader(Map.of("PW", "from-variable"));

    Files.writeString(file, "password: ${PW}\ntoken: 12345");
    Login fixed = reader.read(file, Login.class);
    assertEquals("from-variable", fixed.password().current().reveal());
    assertEquals(Secret.of("12345"), fixed.token());

    Files.writeString(file, "password:\npassword_file: pw");
    Login named = reader.read(file, Login.class);
    assertEquals("from-file", named.password().current().reveal());
    assertEquals(directory.resolve("pw"), named.password().file());
  }

  @Test
  void aRequiredPasswordSaysBothWays() {
    assertEquals(
        "F:1: password: is required, or `password_file`", Reports.of("username: a", Login.class));
    assertEquals(
        "F:1: pasword: unknown key, did you mean `password`?"
            + " Allowed: username, password, password_file, token",
        Reports.of("{pasword: hunter2, password: x}", Login.class));
  }

  @Test
  void oneOfTheTwoWays(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("pw"), "hunter3");
    assertEquals(
        "F:1: password_file: is given beside `password`; keep one of the two",
        Reports.of("{password: hunter2, password_file: " + file + "}", Login.class));
  }

  @Test
  void aFileThatIsNoSecretIsRefusedAtOnce(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("pw");
    String yaml = "password_file: " + file;
    String refused = "F:1: password_file: cannot read " + file + ": ";
    assertEquals(refused + "no such file", Reports.of(yaml, Login.class));
    Files.writeString(file, "\r\n");
    assertEquals(refused + "is empty", Reports.of(yaml, Login.class));
    Files.write(file, new byte[] {'a', (byte) 0xFF});
    assertEquals(refused + "is not UTF-8", Reports.of(yaml, Login.class));
    Files.writeString(file, "a".repeat((64 << 10) + 1));
    assertEquals(refused + "is larger than 64KiB", Reports.of(yaml, Login.class));
    assertEquals(
        "F:1: password_file: cannot read the value of \"${PW}\": no such file",
        Reports.of(Map.of("PW", "hunter2"), "password_file: ${PW}", Login.class));
  }

  @Test
  void aSecretOfTheWrongKindIsNotShown() {
    assertEquals(
        """
        F:1: password: expected a text, found a list
        F:1: token: expected a text, found a map\
        """,
        Reports.of("{password: [hunter2], token: {hunter2: x}}", Login.class));
    assertEquals(
        List.of(
            "F:1: is not valid YAML: found character '@' that cannot start any token. (Do not use @ for indentation)"),
        Reports.of("password: @hunter2", Login.class).lines().toList());
  }
}
