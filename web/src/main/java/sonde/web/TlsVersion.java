package sonde.web;

import java.util.Arrays;
import java.util.List;

/** A version of TLS by its name in the web configuration file. */
enum TlsVersion {
  TLS10("TLSv1"),
  TLS11("TLSv1.1"),
  TLS12("TLSv1.2"),
  TLS13("TLSv1.3");

  private final String javaName;

  TlsVersion(String javaName) {
    this.javaName = javaName;
  }

  static TlsVersion of(String name) {
    return Arrays.stream(values())
        .filter(version -> version.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "is no TLS version; known are " + Arrays.toString(values())));
  }

  /** Java's names of the versions from one to another. */
  static List<String> javaNames(TlsVersion min, TlsVersion max) {
    return Arrays.stream(values())
        .filter(version -> version.compareTo(min) >= 0 && version.compareTo(max) <= 0)
        .map(version -> version.javaName)
        .toList();
  }
}
