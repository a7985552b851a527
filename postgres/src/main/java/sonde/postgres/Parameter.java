package sonde.postgres;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import sonde.config.Suggestion;

/**
 * A parameter of libpq's <a
 * href="https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS">connection
 * URIs</a> that has an effect here.
 *
 * @param name in the URI
 * @param setting makes it the driver's
 * @param values that it may have; empty for any
 */
record Parameter(String name, BiConsumer<Properties, String> setting, List<String> values) {
  private static final String MODE = "sslmode";

  /** In an order in which one may add to those before it. */
  private static final List<Parameter> ALL =
      List.of(
          of(MODE, MODE, "disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
          new Parameter("sslrootcert", Parameter::rootCertificate, List.of()),
          of("sslcert", "sslcert"),
          of("sslkey", "sslkey"),
          of("sslnegotiation", "sslNegotiation", "postgres", "direct"),
          of("channel_binding", "channelBinding", "disable", "prefer", "require"),
          new Parameter(
              "target_session_attrs",
              Parameter::targetServer,
              List.of("any", "read-write", "read-only", "primary", "standby", "prefer-standby")),
          new Parameter("load_balance_hosts", Parameter::loadBalance, List.of("disable", "random")),
          of("application_name", "ApplicationName"),
          of("options", "options"),
          // A scrape has a deadline of its own, for connecting too.
          new Parameter("connect_timeout", (properties, value) -> {}, List.of()));

  private static final List<String> SECRETS =
      List.of("user", "password", "sslpassword", "passfile");

  private static Parameter of(String name, String property, String... values) {
    return new Parameter(
        name, (properties, value) -> properties.setProperty(property, value), List.of(values));
  }

  /**
   * Checks a parameter.
   *
   * @throws IllegalArgumentException when there is none of that name, or with that value
   */
  static void check(String name, String value) {
    if (SECRETS.contains(name)) {
      throw new IllegalArgumentException(
          "an address must not contain " + name + ": set username and password_file instead");
    }
    Parameter parameter =
        ALL.stream()
            .filter(one -> one.name.equals(name))
            .findFirst()
            .orElseThrow(() -> unknown(name));
    if (!parameter.values.isEmpty() && !parameter.values.contains(value)) {
      throw new IllegalArgumentException(
          name
              + " must be one of "
              + String.join(", ", parameter.values)
              + meant(value, parameter.values).orElse(""));
    }
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(name + " has a character that cannot be sent");
    }
  }

  /** The names of all. */
  static Set<String> names() {
    return ALL.stream().map(Parameter::name).collect(Collectors.toUnmodifiableSet());
  }

  private static IllegalArgumentException unknown(String name) {
    List<String> known = ALL.stream().map(Parameter::name).toList();
    return new IllegalArgumentException(
        "there is no parameter "
            + Printable.of(name)
            + meant(name, known).orElse("; there are " + String.join(", ", known)));
  }

  private static Optional<String> meant(String word, List<String> known) {
    return Suggestion.near(word, known).map(near -> " (did you mean " + near + "?)");
  }

  /** Sets checked parameters as the driver names them. */
  static void set(Map<String, String> parameters, Properties properties) {
    for (Parameter parameter : ALL) {
      String value = parameters.get(parameter.name);
      if (value != null) {
        parameter.setting.accept(properties, value);
      }
    }
    if (PemSockets.isFor(properties)) {
      properties.setProperty("sslfactory", PemSockets.class.getName());
    }
  }

  /** {@code system} stands for the certificates that Java trusts. */
  private static void rootCertificate(Properties properties, String value) {
    if (value.equals("system")) {
      properties.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
      properties.setProperty(MODE, "verify-full");
      return;
    }
    properties.setProperty("sslrootcert", value);
    // As libpq does: who names a root certificate and asks for TLS wants it checked.
    if ("require".equals(properties.getProperty(MODE))) {
      properties.setProperty(MODE, "verify-ca");
    }
  }

  private static void targetServer(Properties properties, String value) {
    properties.setProperty(
        "targetServerType",
        switch (value) {
          case "read-write", "primary" -> "primary";
          case "read-only", "standby" -> "secondary";
          case "prefer-standby" -> "preferSecondary";
          default -> "any";
        });
  }

  private static void loadBalance(Properties properties, String value) {
    properties.setProperty("loadBalanceHosts", Boolean.toString(value.equals("random")));
  }
}
