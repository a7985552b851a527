package sonde.web;

import org.jspecify.annotations.Nullable;

/** Reads {@code Accept-Encoding} as RFC 9110, section 12.5.3, has it. */
final class AcceptEncoding {
  private AcceptEncoding() {}

  /** Whether the client takes gzip: named, or by {@code *}, with a weight above 0. */
  static boolean gzip(@Nullable String header) {
    if (header == null) {
      return false;
    }
    double gzip = -1;
    double any = -1;
    for (String part : header.split(",")) {
      String[] coding = part.split(";", -1);
      String name = coding[0].strip();
      if (name.equalsIgnoreCase("gzip") || name.equalsIgnoreCase("x-gzip")) {
        gzip = Math.max(gzip, weight(coding));
      } else if (name.equals("*")) {
        any = weight(coding);
      }
    }
    return gzip >= 0 ? gzip > 0 : any > 0;
  }

  private static double weight(String[] coding) {
    for (int i = 1; i < coding.length; i++) {
      String parameter = coding[i].strip();
      if (parameter.regionMatches(true, 0, "q=", 0, 2)) {
        String weight = parameter.substring(2).strip();
        return weight.matches("(0|1)(\\.[0-9]{0,3})?") ? Double.parseDouble(weight) : 0;
      }
    }
    return 1;
  }
}
