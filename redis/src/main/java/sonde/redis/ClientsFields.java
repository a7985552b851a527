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
          gauge("tracking_clients", "tracking_clients", "Clients that track keys."),
          gauge(
              "clients_in_timeout_table",
              "clients_in_timeout_table",
              "Clients whose blocking command ends at a set time."),
          gauge("pubsub_clients", "pubsub_clients", "Clients that subscribe to channels."),
          gauge("watching_clients", "watching_clients", "Clients that watch keys."),
          gauge("total_watched_keys", "total_watched_keys", "Keys that clients watch."),
          gauge("total_blocking_keys", "total_blocking_keys", "Keys that clients wait for."),
          gauge(
              "total_blocking_keys_on_nokey",
              "total_blocking_keys_on_nokey",
              "Keys whose deletion clients wait for."),
          gauge(
              "client_recent_max_input_buffer",
              "client_recent_max_input_buffer_bytes",
              "Largest input buffer among the clients, of late."),
          gauge(
              "client_recent_max_output_buffer",
              "client_recent_max_output_buffer_bytes",
              "Largest output buffer among the clients, of late."),
          gauge(
              "client_longest_output_list",
              "client_longest_output_list",
              "Longest output list among the clients, before Redis 5."),
          gauge(
              "client_biggest_input_buf",
              "client_biggest_input_buf",
              "Largest input buffer among the clients, before Redis 5."));

  private ClientsFields() {}
}
