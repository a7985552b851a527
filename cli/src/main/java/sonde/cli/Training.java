package sonde.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * Goes through what {@code sonde serve} does in its life, so that a JVM that lists its classes
 * meanwhile lists just those: reads a configuration, listens, scrapes a server that answers from
 * recorded replies, and ends cleanly. Run by the build and by the image's build, where there is no
 * Redis. It avoids what the daemon does not use, so as not to have it in the list.
 */
final class Training {
  private static final int SCRAPES = 50;
  private static final Duration LONGEST_START = Duration.ofSeconds(60);

  private Training() {}

  /** Trains; exits with 0 when every scrape was answered. */
  public static void main(String... arguments) throws Exception {
    ServerSocket redis = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(() -> accept(redis));
    Path config = Files.createTempFile("sonde-training", ".yaml");
    int port = freePort();
    Files.writeString(
        config,
        """
        web: {listen: "127.0.0.1:WEB"}
        targets:
          training: {type: redis, address: "redis://127.0.0.1:REDIS"}
        """
            .replace("WEB", Integer.toString(port))
            .replace("REDIS", Integer.toString(redis.getLocalPort())));
    Thread.ofPlatform().start(() -> scrape(port, config));
    Main.main("serve", "--config", config.toString());
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private static void scrape(int port, Path config) {
    int exitCode = 1;
    try {
      awaitStart(port);
      Files.delete(config);
      for (int i = 0; i < SCRAPES; i++) {
        fetch(port, "/metrics", "gzip");
        fetch(port, "/probe?target=training", "identity");
      }
      fetch(port, "/", "gzip");
      fetch(port, "/-/ready", "identity");
      exitCode = 0;
    } catch (IOException e) {
      System.err.println("training failed: " + e.getMessage());
    } finally {
      System.exit(exitCode);
    }
  }

  private static void awaitStart(int port) throws IOException {
    long limit = System.nanoTime() + LONGEST_START.toNanos();
    while (true) {
      try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (ConnectException e) {
        if (System.nanoTime() - limit > 0) {
          throw e;
        }
        LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
      }
    }
  }

  private static void fetch(int port, String path, String encoding) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String request =
          "GET "
              + path
              + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
              + "X-Prometheus-Scrape-Timeout-Seconds: 10\r\nAccept-Encoding: "
              + encoding
              + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      byte[] answer = socket.getInputStream().readAllBytes();
      String status =
          new String(answer, StandardCharsets.ISO_8859_1).lines().findFirst().orElse("");
      if (!status.startsWith("HTTP/1.1 200")) {
        throw new IOException(path + " was answered: " + status);
      }
    }
  }

  private static void accept(ServerSocket server) {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread.ofVirtual().start(() -> answer(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void answer(Socket client) {
    try (client;
        InputStream in = new BufferedInputStream(client.getInputStream());
        OutputStream out = client.getOutputStream()) {
      for (String[] words = command(in); words.length > 0; words = command(in)) {
        out.write(reply(words).getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads an array of bulk strings; empty at the end of the connection. */
  private static String[] command(InputStream in) throws IOException {
    String head = line(in);
    if (head.isEmpty()) {
      return new String[0];
    }
    String[] words = new String[Integer.parseInt(head, 1, head.length(), 10)];
    for (int i = 0; i < words.length; i++) {
      String length = line(in);
      byte[] word = in.readNBytes(Integer.parseInt(length, 1, length.length(), 10) + 2);
      words[i] = new String(word, StandardCharsets.UTF_8).strip();
    }
    return words;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private static String reply(String... words) throws IOException {
    return switch (String.join(" ", words).toUpperCase(Locale.ROOT)) {
      case "INFO ALL" -> bulk(info());
      case "SLOWLOG LEN" -> ":1\r\n";
      case "SLOWLOG GET 1" -> "*1\r\n*4\r\n:7\r\n:1700000000\r\n:15000\r\n*1\r\n" + bulk("KEYS");
      case "LATENCY LATEST" -> "*1\r\n*4\r\n" + bulk("command") + ":1700000000\r\n:20\r\n:40\r\n";
      case "LATENCY HISTOGRAM" ->
          "*2\r\n"
              + bulk("get")
              + "*4\r\n"
              + bulk("calls")
              + ":4\r\n"
              + bulk("histogram_usec")
              + "*4\r\n:1\r\n:2\r\n:2\r\n:4\r\n";
      case "CONFIG GET CLIENT-OUTPUT-BUFFER-LIMIT" ->
          pair(words[2], "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60");
      default -> words[0].equals("CONFIG") ? pair(words[2], "16") : "-ERR unknown command\r\n";
    };
  }

  private static String pair(String name, String value) {
    return "*2\r\n" + bulk(name) + bulk(value);
  }

  private static String bulk(String text) {
    return "$" + text.getBytes(StandardCharsets.UTF_8).length + "\r\n" + text + "\r\n";
  }

  private static String info() throws IOException {
    try (InputStream in = Training.class.getResourceAsStream("training-info.txt")) {
      if (in == null) {
        throw new IOException("the recorded INFO is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\n", "\r\n");
    }
  }
}
