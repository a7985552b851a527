package sonde.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretSourceTest {
  private static final FileTime THEN = FileTime.fromMillis(1_000_000);

  @TempDir private Path directory = Path.of("");

  private Path write(String name, String text) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    return Files.setLastModifiedTime(file, THEN);
  }

  @Test
  void lineEndsAtTheEndAreNoPartOfTheSecret() throws IOException {
    Path file = write("pw", " a\nb \r\n\n");
    assertEquals(" a\nb ", SecretSource.file(file).current().reveal());
  }

  @Test
  void aFileIsReadAnewWhenItChanges() throws IOException {
    SecretSource source = SecretSource.file(write("pw", "one"));
    assertEquals("one", source.current().reveal());
    write("pw", "three");
    assertEquals("three", source.current().reveal(), "another size");
    Files.setLastModifiedTime(write("pw", "seven"), FileTime.fromMillis(2_000_000));
    assertEquals("seven", source.current().reveal(), "another time");
    Path other = write("other", "eight");
    Files.setLastModifiedTime(other, FileTime.fromMillis(2_000_000));
    Files.move(other, directory.resolve("pw"), StandardCopyOption.REPLACE_EXISTING);
    assertEquals("eight", source.current().reveal(), "another file");
  }

  @Test
  void aFileThatLooksTheSameIsReadOnlyWhenTheSecretWasRefused() throws IOException {
    SecretSource source = SecretSource.file(write("pw", "one"));
    assertEquals("one", source.current().reveal());
    write("pw", "two");
    assertEquals("one", source.current().reveal());
    assertTrue(source.refresh(), "another secret");
    assertEquals("two", source.current().reveal());
    assertFalse(source.refresh(), "the same secret");
  }

  @Test
  void aFixedSecretNeverChanges() throws IOException {
    SecretSource source = SecretSource.fixed(Secret.of("one"));
    assertFalse(source.refresh());
    assertEquals("one", source.current().reveal());
    assertNull(source.problem());
    assertNull(source.file());
  }

  @Test
  void theLastGoodSecretStaysWhileTheFileCannotBeRead() throws IOException {
    Path file = write("pw", "one");
    SecretSource source = SecretSource.file(file);
    assertEquals("one", source.current().reveal());
    assertNull(source.problem());
    Files.delete(file);
    assertEquals("one", source.current().reveal());
    assertEquals("no such file", source.problem());
    assertFalse(source.refresh());
    write("pw", "");
    assertEquals("one", source.current().reveal(), "caught while being written");
    assertEquals("is empty", source.problem());
    write("pw", "two");
    assertEquals("two", source.current().reveal());
    assertNull(source.problem());
  }

  @Test
  void aFileThatWasNeverReadableSaysWhy() throws IOException {
    Path file = directory.resolve("pw");
    SecretSource source = SecretSource.file(file);
    assertEquals("no such file", source.problem());
    assertEquals(
        "cannot read " + file + ": no such file",
        assertThrows(IOException.class, source::current).getMessage());
    Files.createDirectory(file);
    assertEquals("is a directory", source.problem());
    Files.delete(file);
    write("pw", "late");
    assertTrue(source.refresh());
    assertEquals("late", source.current().reveal());
  }

  @Test
  void secretsMountedByKubernetesAreFollowed() throws IOException {
    // A mount's file is a link through ..data, which is replaced at once by another directory's.
    Path old = Files.createDirectory(directory.resolve("..2026_01"));
    Path next = Files.createDirectory(directory.resolve("..2026_02"));
    Files.setLastModifiedTime(Files.writeString(old.resolve("redis-password"), "old"), THEN);
    Files.setLastModifiedTime(Files.writeString(next.resolve("redis-password"), "new"), THEN);
    Files.createSymbolicLink(directory.resolve("..data"), old.getFileName());
    Path mounted =
        Files.createSymbolicLink(
            directory.resolve("redis-password"), Path.of("..data/redis-password"));
    SecretSource source = SecretSource.file(mounted);
    assertEquals("old", source.current().reveal());

    Path swap = Files.createSymbolicLink(directory.resolve("..data_tmp"), next.getFileName());
    Files.move(swap, directory.resolve("..data"), StandardCopyOption.REPLACE_EXISTING);
    assertEquals("new", source.current().reveal());
  }

  @Test
  void aFileMayHoldTheSecretsOfSeveral() throws IOException {
    List<String> names = List.of("redis://sonde@cache:6379", "redis://cache:6379");
    Path file =
        write(
            "pw.json",
            "{\n\t\"redis://cache:6379\": \"one\",\n\t\"redis://x:1\": \"\\u00fc\\\"/\",\"\": \"\"}\n");
    SecretSource source = SecretSource.file(file, names);
    assertEquals("one", source.current().reveal());
    assertEquals("ü\"/", SecretSource.file(file, List.of("redis://x:1")).current().reveal());
    assertEquals("", SecretSource.file(file, List.of("")).current().reveal());
    assertTrue(SecretSource.file(file).current().reveal().startsWith("{"));
    assertEquals("has no entry for a or b", SecretSource.file(file, List.of("a", "b")).problem());

    write("pw.json", "{\"redis://sonde@cache:6379\": \"two\", \"redis://cache:6379\": \"one\"}");
    assertEquals("two", source.current().reveal(), "the best name");
    write("pw.json", "plain\n");
    assertEquals("plain", source.current().reveal());
    write("pw.json", "{hunter2");
    assertEquals("plain", source.current().reveal());
    assertEquals("starts with { but is not a JSON map of texts", source.problem());
  }

  @Test
  void sourcesAreEqualByWhereTheSecretComesFrom() {
    Path file = Path.of("a");
    assertEquals(SecretSource.file(file), SecretSource.file(file));
    assertEquals(SecretSource.file(file).hashCode(), SecretSource.file(file).hashCode());
    assertNotEquals(SecretSource.file(file), SecretSource.file(Path.of("b")));
    assertNotEquals(SecretSource.file(file), SecretSource.file(file, List.of("x")));
    assertEquals(SecretSource.fixed(Secret.of("x")), SecretSource.fixed(Secret.of("x")));
    assertNotEquals(SecretSource.fixed(Secret.of("x")), SecretSource.fixed(Secret.of("y")));
    assertEquals("<secret in a>", SecretSource.file(file).toString());
    assertEquals("<secret>", SecretSource.fixed(Secret.of("x")).toString());
  }
}
