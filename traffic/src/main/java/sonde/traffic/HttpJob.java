package sonde.traffic;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A GET, or with something to send a POST, after which the server closes the connection. */
record HttpJob(Address address) implements Job {
  private static final int LONGEST_STATUS = 1024;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})\\b.*");

  @Override
  public void run(JobSocket socket, long send, long receive) throws IOException, RejectedException {
    Bytes.connect(socket, address);
    OutputStream out = socket.getOutputStream();
    out.write(head(send).getBytes(StandardCharsets.US_ASCII));
    Bytes.send(out, send);
    InputStream in = new BufferedInputStream(socket.getInputStream());
    Matcher status = STATUS.matcher(Bytes.line(in, LONGEST_STATUS));
    if (!status.matches()) {
      throw new RejectedException("an answer that is not HTTP/1");
    }
    Bytes.receive(in, Long.MAX_VALUE);
    socket.close();
    if (status.group(1).charAt(0) >= '4') {
      throw new RejectedException("status " + status.group(1));
    }
  }

  private String head(long send) {
    String path = address.tail().isEmpty() ? "/" : address.tail();
    return (send > 0 ? "POST " : "GET ")
        + (path.startsWith("/") ? path : "/" + path)
        + " HTTP/1.1\r\nHost: "
        + address.authority()
        + "\r\nUser-Agent: sonde\r\nConnection: close\r\n"
        + (send > 0
            ? "Content-Type: application/octet-stream\r\nContent-Length: " + send + "\r\n"
            : "")
        + "\r\n";
  }
}
