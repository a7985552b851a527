package sonde.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {
  private static final List<String> KNOWN =
      List.of("listen", "config_file", "password", "password_file", "x", "tls", "keys");

  @ParameterizedTest
  @CsvSource({
    "lisen, listen",
    "listne, listen",
    "listenn, listen",
    "Listen, listen",
    "config-file, config_file",
    "passwordfile, password_file",
    "pasword, password",
    "tsl, tls",
    "key, keys",
  })
  void whatIsNearIsMeant(String word, String meant) {
    assertEquals(Optional.of(meant), Suggestion.near(word, KNOWN));
  }

  @ParameterizedTest
  @CsvSource({"y", "address", "''", "tolls", "namespace"})
  void whatIsFarIsNot(String word) {
    assertEquals(Optional.empty(), Suggestion.near(word, KNOWN));
  }

  @Test
  void longWordsAreNotCompared() {
    String word = "a".repeat(65);
    assertEquals(Optional.empty(), Suggestion.near(word, List.of(word)));
  }
}
