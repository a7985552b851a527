package sonde.redis;

import static sonde.redis.InfoField.gauge;

import java.util.List;

/** The fields of INFO's section Clients. */
final class ClientsFields {
  static final List<InfoField> ALL =
      List.of(
          gauge("connected_clients", "connected_clients", "Connections of clients."),
          gauge("blocked_clients", "blocked_clients", "Clients that wait in a blocking command."),
          gauge("maxclients", "max_clients", "Connections of clients that are allowed."),
          gauge("tracking_clients", "tracking_clients", "Clients that track keys."));

  private ClientsFields() {}
}
