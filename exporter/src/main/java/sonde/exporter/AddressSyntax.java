package sonde.exporter;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What addresses of a type of target look like, as far as it matters for who may be asked to be
 * scraped.
 *
 * @param schemes in lower case, the one of an address without a scheme first
 * @param port the port of an address without one
 * @param ignored what may follow host and port in a request and has no effect, from its slash on
 * @param sample an address that goes with all other keys of the type
 */
record AddressSyntax(List<String> schemes, int port, Pattern ignored, String sample) {}
