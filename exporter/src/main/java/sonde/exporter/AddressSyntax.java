package sonde.exporter;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What addresses of a type of target look like, as far as it matters for who may be asked to be
 * scraped.
 *
 * @param schemes in lower case, the one of an address without a scheme first
 * @param aliases further schemes, and which of {@code schemes} each is another word for
 * @param port the port of an address without one
 * @param ignored what may follow host and port in a request and has no effect, from its slash on
 * @param sample an address that goes with all other keys of the type
 */
record AddressSyntax(
    List<String> schemes, Map<String, String> aliases, int port, Pattern ignored, String sample) {
  /** All words that may stand before {@code ://}. */
  List<String> words() {
    return Stream.concat(schemes.stream(), aliases.keySet().stream()).toList();
  }
}
