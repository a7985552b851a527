package sonde.traffic;

import java.io.IOException;

/** Sends bytes that mean nothing, and reads what comes back. */
record TcpJob(Address address) implements Job {
  @Override
  public void run(JobSocket socket, long send, long receive) throws IOException {
    Bytes.connect(socket, address);
    long came = Bytes.exchange(socket.getOutputStream(), socket.getInputStream(), send);
    Bytes.receive(socket.getInputStream(), receive - came);
    Bytes.close(socket);
  }
}
