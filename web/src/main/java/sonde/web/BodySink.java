package sonde.web;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes a response's body: keeps up to 64 KiB back, so that a small one gets its length and a
 * failure while it is made can still become a 500, and sends a longer one in chunks.
 */
final class BodySink extends OutputStream {
  private static final int HELD_BACK = 64 * 1024;

  /** Written at a time, so that the watchdog sees that a slow client does read. */
  private static final int PIECE = 16 * 1024;

  private final HttpExchange http;
  private final Exchanges.Exchange exchange;
  private final int status;
  private byte[] held = new byte[4096];
  private int count;
  private @Nullable OutputStream out;

  BodySink(HttpExchange http, Exchanges.Exchange exchange, int status) {
    this.http = http;
    this.exchange = exchange;
    this.status = status;
  }

  /** Whether the client has got a part already. */
  boolean committed() {
    return out != null;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (out == null && count + length <= HELD_BACK) {
      if (count + length > held.length) {
        held = Arrays.copyOf(held, Math.min(HELD_BACK, Math.max(2 * held.length, count + length)));
      }
      System.arraycopy(bytes, offset, held, count, length);
      count += length;
      return;
    }
    OutputStream open = out;
    if (open == null) {
      open = begin(0);
      send(open, held, 0, count);
    }
    send(open, bytes, offset, length);
  }

  /** Nothing more comes: sends what is held back and ends the response. */
  void finish() throws IOException {
    OutputStream open = out;
    if (open == null) {
      open = begin(count == 0 ? -1 : count);
      send(open, held, 0, count);
    }
    try {
      open.close();
    } catch (IOException e) {
      throw new ClientGoneException(e);
    }
  }

  private OutputStream begin(long length) throws IOException {
    exchange.writing();
    try {
      http.sendResponseHeaders(status, length);
    } catch (IOException e) {
      throw new ClientGoneException(e);
    }
    OutputStream open = http.getResponseBody();
    out = open;
    return open;
  }

  private void send(OutputStream open, byte[] bytes, int offset, int length) throws IOException {
    try {
      for (int sent = 0; sent < length; sent += PIECE) {
        open.write(bytes, offset + sent, Math.min(PIECE, length - sent));
        exchange.progressed();
      }
    } catch (IOException e) {
      throw new ClientGoneException(e);
    }
  }
}
