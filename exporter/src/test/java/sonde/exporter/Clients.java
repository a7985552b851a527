package sonde.exporter;

import java.util.List;
import sonde.servers.RedisServer;

/** Who is connected to a server, as it says itself. */
final class Clients {
  private Clients() {}

  /** The ids of the clients that came over TCP; those of this class come over the unix socket. */
  static List<String> overTcp(RedisServer server) {
    return server
        .call("CLIENT", "LIST", "TYPE", "NORMAL")
        .lines()
        .filter(line -> line.contains(" addr=127.0.0.1:"))
        .map(line -> line.substring(0, line.indexOf(' ')))
        .toList();
  }

  /** How many connections the server has accepted since its start, with that which asks. */
  static int accepted(RedisServer server) {
    String field = "total_connections_received:";
    return server
        .call("INFO", "stats")
        .lines()
        .filter(line -> line.startsWith(field))
        .mapToInt(line -> Integer.parseInt(line.substring(field.length()).strip()))
        .sum();
  }
}
