package sonde.web;

import java.util.ArrayList;
import java.util.List;

/**
 * What a valid configuration asks for and this server does not do: for one line each in the log.
 */
final class WebConfigNotes {
  private WebConfigNotes() {}

  static List<String> of(WebConfig config) {
    var notes = new ArrayList<String>();
    if (Boolean.TRUE.equals(config.httpServerConfig().http2())) {
      notes.add("http2: this server speaks HTTP/1.1 only");
    }
    TlsConfig tls = config.tlsServerConfig();
    if (tls != null && tls.enabled() && tls.minVersion().compareTo(TlsVersion.TLS12) < 0) {
      notes.add("min_version: Java refuses TLS below 1.2, so TLS12 is the lowest");
    }
    return notes;
  }
}
