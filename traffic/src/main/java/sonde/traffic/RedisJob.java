package sonde.traffic;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import sonde.config.Secret;
import sonde.config.SecretSource;

/** SETEX and GET of a key of its own, which Redis forgets after ten seconds. */
record RedisJob(Address address, @Nullable String username, @Nullable SecretSource password)
    implements Job {
  private static final int LONGEST_LINE = 1024;

  @Override
  public void run(JobSocket socket, long send, long receive) throws IOException, RejectedException {
    Secret secret = password == null ? null : password.current();
    Bytes.connect(socket, address);
    OutputStream out = socket.getOutputStream();
    InputStream in = new BufferedInputStream(socket.getInputStream());
    if (secret != null) {
      byte[] auth =
          username == null
              ? command("AUTH", secret.reveal())
              : command("AUTH", username, secret.reveal());
      out.write(auth);
      String answer = Bytes.line(in, LONGEST_LINE);
      if (!answer.equals("+OK")) {
        // A server that does not know AUTH repeats its arguments.
        String safe = secret.isEmpty() ? answer : answer.replace(secret.reveal(), "<secret>");
        throw new RejectedException("AUTH was answered: " + safe);
      }
    }
    String key = "sonde:traffic:" + UUID.randomUUID();
    set(key, send, out);
    expect("+OK", "SETEX", in);
    out.write(command("GET", key));
    expect("$" + send, "GET", in);
    Bytes.receiveAll(in, send + "\r\n".length());
    socket.close();
  }

  private static void set(String key, long send, OutputStream out) throws IOException {
    out.write(bytes("*4\r\n" + bulk("SETEX") + bulk(key) + bulk("10") + "$" + send + "\r\n"));
    Bytes.send(out, send);
    out.write(bytes("\r\n"));
  }

  private static void expect(String wanted, String command, InputStream in)
      throws IOException, RejectedException {
    String line = Bytes.line(in, LONGEST_LINE);
    if (!line.equals(wanted)) {
      throw new RejectedException(command + " was answered: " + line);
    }
  }

  private static byte[] command(String... words) {
    StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      text.append(bulk(word));
    }
    return bytes(text.toString());
  }

  private static String bulk(String word) {
    return "$" + bytes(word).length + "\r\n" + word + "\r\n";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
