package sonde.traffic;

import java.io.IOException;
import java.sql.SQLException;

/** What is done with a connection, from opening to closing it. */
@FunctionalInterface
interface Job {
  /**
   * Connects the socket, sends and receives, and closes it orderly.
   *
   * @param send how many bytes to send
   * @param receive how many to ask for, or wait for
   * @throws RejectedException if the server answered something else than it should
   */
  void run(JobSocket socket, long send, long receive)
      throws IOException, SQLException, RejectedException;

  /** The server answered, but not what was asked for. */
  final class RejectedException extends Exception {
    RejectedException(String message) {
      super(message);
    }
  }

  /** The job of a service. */
  static Job of(Service service) {
    return switch (service.type()) {
      case HTTP -> new HttpJob(service.address());
      case TCP -> new TcpJob(service.address());
      case REDIS -> new RedisJob(service.address(), service.username(), service.password());
      case POSTGRES, MYSQL -> new SqlJob(service);
    };
  }
}
