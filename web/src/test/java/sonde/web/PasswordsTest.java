package sonde.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sonde.web.Passwords.Verdict;

class PasswordsTest {
  private final Passwords passwords = new Passwords();

  @AfterEach
  void close() {
    passwords.close();
  }

  @ParameterizedTest
  @CsvSource({
    // crypt_blowfish's test vectors (Openwall), and one of the toolkit's example.
    "U*U, $2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789chars after 72 are"
        + " ignored, $2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui",
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789,"
        + " $2b$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui",
    "alice123, $2y$10$mDwo.lAisC94iLAyP81MCesa29IzH37oigHC/42V2pdJlUprsJPze",
  })
  void comparesAsOthersHash(String password, String hash) throws Exception {
    Map<String, PasswordHash> users = Map.of("user", PasswordHash.parse(hash));
    assertEquals(Verdict.RIGHT, passwords.verify(users, "user", password.getBytes(UTF_8)));
    assertEquals(Verdict.RIGHT, passwords.verify(users, "user", password.getBytes(UTF_8)));
    assertEquals(Verdict.WRONG, passwords.verify(users, "user", "other".getBytes(UTF_8)));
  }

  @Test
  void aRememberedPasswordOpensNothingElse() throws Exception {
    PasswordHash hash = hash("right");
    Map<String, PasswordHash> users = Map.of("alice", hash, "bob", hash("bob's"));
    assertEquals(Verdict.RIGHT, verify(users, "alice", "right"));
    assertEquals(Verdict.WRONG, verify(users, "bob", "right"));
    assertEquals(Verdict.WRONG, verify(users, "alice", "wrong"));
    // The same texts, divided elsewhere: what the toolkit's cache once took for the same.
    String text = new String(hash.bytes(), UTF_8);
    assertEquals(Verdict.WRONG, verify(users, "alic", "e" + text + "right"));
    assertEquals(Verdict.WRONG, verify(users, "alice", text + "right"));
    assertEquals(Verdict.WRONG, verify(users, "alice", text));
  }

  @Test
  void aChangedHashForgetsTheOldPassword() throws Exception {
    assertEquals(Verdict.RIGHT, verify(Map.of("alice", hash("old")), "alice", "old"));
    assertEquals(Verdict.WRONG, verify(Map.of("alice", hash("new")), "alice", "old"));
    assertEquals(Verdict.WRONG, verify(Map.of("bob", hash("old")), "alice", "old"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "fakepassword", "x"})
  void anUnknownUserHasNoPassword(String password) throws Exception {
    Map<String, PasswordHash> users = Map.of("alice", hash("right"));
    assertEquals(Verdict.WRONG, verify(users, "mallory", password));
    assertEquals(Verdict.WRONG, verify(users, "mallory", password));
  }

  @Test
  void aStandInCostsAsMuchAsTheReal() {
    for (int cost = 4; cost <= 31; cost++) {
      assertEquals(cost, PasswordHash.unmatched(cost).cost());
    }
  }

  @Test
  void comparisonsAreBounded() throws Exception {
    Map<String, PasswordHash> users = Map.of("alice", hash("right", 8));
    assertEquals(Verdict.RIGHT, verify(users, "alice", "right"));
    var guesses = new ArrayList<Callable<Verdict>>();
    for (int i = 0; i < 100; i++) {
      String guess = "guess " + i;
      guesses.add(() -> verify(users, "alice", guess));
    }
    var verdicts = new ArrayList<Verdict>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Verdict>> answers = guesses.stream().map(threads::submit).toList();
      // Who is known is not held up by who guesses.
      assertEquals(Verdict.RIGHT, verify(users, "alice", "right"));
      for (Future<Verdict> answer : answers) {
        verdicts.add(answer.get());
      }
    }
    assertFalse(verdicts.contains(Verdict.RIGHT));
    assertTrue(verdicts.contains(Verdict.BUSY));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret",
        "$2y$10$",
        "$1$10$mDwo.lAisC94iLAyP81MCesa29IzH37oigHC/42V2pdJlUprsJPze",
        "$2y$03$mDwo.lAisC94iLAyP81MCesa29IzH37oigHC/42V2pdJlUprsJPze",
        "$2y$32$mDwo.lAisC94iLAyP81MCesa29IzH37oigHC/42V2pdJlUprsJPze",
        "$2y$10$mDwo.lAisC94iLAyP81MCesa29IzH37oigHC/42V2pdJlUprsJPz!"
      })
  void otherHashesAreNone(String hash) {
    assertThrows(IllegalArgumentException.class, () -> PasswordHash.parse(hash));
  }

  private Verdict verify(Map<String, PasswordHash> users, String user, String password)
      throws InterruptedException {
    return passwords.verify(users, user, password.getBytes(UTF_8));
  }

  private static PasswordHash hash(String password) {
    return hash(password, 4);
  }

  private static PasswordHash hash(String password, int cost) {
    return PasswordHash.parse(BCrypt.withDefaults().hashToString(cost, password.toCharArray()));
  }
}
