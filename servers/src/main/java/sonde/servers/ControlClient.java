package sonde.servers;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Just enough of a client to know that a server is ready and to form a cluster, over the server's
 * unix socket: so it works whatever TLS and ports the server has. Trusts the server.
 */
final class ControlClient implements AutoCloseable {
  private final SocketChannel channel;
  private final InputStream in;

  private ControlClient(SocketChannel channel) {
    this.channel = channel;
    this.in = new BufferedInputStream(Channels.newInputStream(channel));
  }

  static ControlClient connect(Path unixSocket, @Nullable String password) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    ControlClient client = new ControlClient(channel);
    try {
      channel.connect(UnixDomainSocketAddress.of(unixSocket));
      if (password != null) {
        client.call("AUTH", password);
      }
    } catch (IOException | RuntimeException e) {
      client.close();
      throw e;
    }
    return client;
  }

  /** The reply as text: an array's elements on a line each; an error begins with a minus sign. */
  String call(String... command) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(("*" + command.length + "\r\n").getBytes(StandardCharsets.UTF_8));
    for (String argument : command) {
      byte[] bytes = argument.getBytes(StandardCharsets.UTF_8);
      out.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.UTF_8));
      out.writeBytes(bytes);
      out.writeBytes(new byte[] {'\r', '\n'});
    }
    ByteBuffer buffer = ByteBuffer.wrap(out.toByteArray());
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    return readReply();
  }

  private String readReply() throws IOException {
    String line = readLine();
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '$' -> {
        int length = Integer.parseInt(rest);
        if (length < 0) {
          yield "";
        }
        byte[] bytes = in.readNBytes(length);
        in.skipNBytes(2);
        yield new String(bytes, StandardCharsets.UTF_8);
      }
      case '*' -> {
        List<String> items = new ArrayList<>();
        for (int i = Integer.parseInt(rest); i > 0; i--) {
          items.add(readReply());
        }
        yield String.join("\n", items);
      }
      case '-' -> line;
      default -> rest;
    };
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the server closed the connection");
      }
      line.append((char) b);
    }
    line.setLength(line.length() - 1);
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
