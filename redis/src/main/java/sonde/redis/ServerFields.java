package sonde.redis;

import static sonde.redis.InfoField.gauge;

import java.util.List;

/** The fields of INFO's section Server. */
final class ServerFields {
  static final List<InfoField> ALL =
      List.of(
          gauge("uptime_in_seconds", "uptime_in_seconds", "Seconds since the server started."),
          gauge("process_id", "process_id", "Id of the server's process."),
          gauge("hz", "hz", "Background rounds a second, as the server runs them now."),
          gauge("configured_hz", "configured_hz", "Background rounds a second, as configured."),
          gauge(
              "io_threads_active",
              "io_threads_active",
              "Whether input and output is spread over threads just now."));

  private ServerFields() {}
}
