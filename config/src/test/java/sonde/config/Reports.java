package sonde.config;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;

/** Reads texts that are to be refused. */
final class Reports {

  private Reports() {}

  /** The whole report on a text, named {@code F}. */
  static String of(String yaml, Class<?> type) {
    return of(Map.of(), yaml, type);
  }

  static String of(Map<String, String> variables, String yaml, Class<?> type) {
    ConfigReader reader = Sample.reader(variables);
    return assertThrows(ConfigException.class, () -> reader.readText("F", yaml, type)).getMessage();
  }
}
