package sonde.redis;

import static sonde.redis.InfoField.counter;
import static sonde.redis.InfoField.gauge;

import java.util.List;

/** The fields that only KeyDB has in INFO, in several sections. */
final class KeyDbFields {
  static final List<InfoField> ALL =
      List.of(
          gauge("server_threads", "server_threads_total", "Threads that serve clients."),
          gauge(
              "long_lock_waits",
              "long_lock_waits_total",
              "Waits for the global lock that took long."),
          gauge(
              "current_client_thread",
              "current_client_thread",
              "Thread that serves this connection."),
          counter("cached_keys", "cached_keys_total", "Keys in memory, of those on flash."),
          counter(
              "storage_provider_read_hits",
              "storage_provider_read_hits",
              "Reads that found their key on flash."),
          counter(
              "storage_provider_read_misses",
              "storage_provider_read_misses",
              "Reads that did not find their key on flash."));

  private KeyDbFields() {}
}
