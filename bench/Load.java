import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Bare clients for bench/compare: blocking sockets, a thread each, nothing pipelined.
 *
 * <pre>
 * Load redis PORT PASSWORD_FILE REPLICAS CLIENTS SECONDS   the counter's script, then WAIT for so many
 * Load http PORT CLIENTS SECONDS                           GET of an id
 * Load failover SENTINEL_PORTS PASSWORD_FILE TALLY_PORTS SECONDS   both, through a failover
 * </pre>
 *
 * The first two print calls a second, and the median and 99th percentile in milliseconds; the third the longest times
 * without an acknowledged write, in milliseconds: of a loop of SET and WAIT through Sentinel, and of calls to Tally.
 */
final class Load {
  private static final int IDS = 1000;
  private static final String SCRIPT =
      """
      local known = redis.call('GET', KEYS[2])
      if known then
        redis.call('PEXPIRE', KEYS[2], ARGV[1])
        return tonumber(known)
      end
      local count = redis.call('INCR', KEYS[1])
      redis.call('SET', KEYS[2], count, 'PX', ARGV[1])
      return count
      """;

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("closed");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  interface Caller {
    void call() throws IOException;
  }

  interface Connector {
    Caller connect() throws IOException;
  }

  /** One connection to Redis. */
  static final class Redis {
    private final OutputStream out;
    private final InputStream in;
    private final Socket socket = new Socket();

    Redis(String host, int port, String password, int timeout) throws IOException {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(timeout);
      socket.connect(new InetSocketAddress(host, port), timeout);
      out = socket.getOutputStream();
      in = new BufferedInputStream(socket.getInputStream());
      call("AUTH", password);
    }

    String call(String... words) throws IOException {
      StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
      for (String word : words) {
        text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
      }
      out.write(text.toString().getBytes(StandardCharsets.ISO_8859_1));
      return reply();
    }

    private String reply() throws IOException {
      String line = line(in);
      if (line.startsWith("-")) {
        throw new IOException(line);
      }
      if (line.startsWith("$") && !line.equals("$-1")) {
        return line(in);
      }
      if (line.startsWith("*")) {
        StringBuilder all = new StringBuilder();
        for (int i = Integer.parseInt(line.substring(1)); i > 0; i--) {
          all.append(reply()).append('\n');
        }
        return all.toString();
      }
      return line.substring(1);
    }

    void close() throws IOException {
      socket.close();
    }
  }

  /** One kept connection to an HTTP server. */
  static final class Http {
    private final OutputStream out;
    private final InputStream in;

    Http(int port, int timeout) throws IOException {
      Socket socket = new Socket();
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(timeout);
      socket.connect(new InetSocketAddress("127.0.0.1", port), timeout);
      out = socket.getOutputStream();
      in = new BufferedInputStream(socket.getInputStream());
    }

    void get(String path) throws IOException {
      out.write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
      String status = line(in);
      int length = 0;
      for (String header = line(in); !header.isEmpty(); header = line(in)) {
        if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
          length = Integer.parseInt(header.substring(15).strip());
        }
      }
      in.skipNBytes(length);
      if (!status.contains(" 200 ")) {
        throw new IOException(status);
      }
    }
  }

  public static void main(String... arguments) throws Exception {
    List<String> words = new ArrayList<>(Arrays.asList(arguments));
    switch (words.removeFirst()) {
      case "redis" -> {
        int port = Integer.parseInt(words.get(0));
        String password = Files.readString(Path.of(words.get(1))).strip();
        String replicas = words.get(2);
        load(Integer.parseInt(words.get(3)), Integer.parseInt(words.get(4)), () -> counter(port, password, replicas));
      }
      case "http" -> {
        int port = Integer.parseInt(words.get(0));
        load(
            Integer.parseInt(words.get(1)),
            Integer.parseInt(words.get(2)),
            () -> {
              Http http = new Http(port, 10_000);
              return () -> http.get("/" + id());
            });
      }
      case "failover" -> failover(words);
      default -> throw new IllegalArgumentException("redis, http or failover");
    }
  }

  private static String id() {
    return "id-" + ThreadLocalRandom.current().nextInt(IDS);
  }

  private static Caller counter(int port, String password, String replicas) throws IOException {
    Redis redis = new Redis("127.0.0.1", port, password, 10_000);
    String digest = redis.call("SCRIPT", "LOAD", SCRIPT);
    return () -> {
      String id = id();
      String request = "/tally/request/" + id + "/" + Long.toHexString(ThreadLocalRandom.current().nextLong());
      redis.call("EVALSHA", digest, "2", id, request, "10000");
      if (!replicas.equals("0") && Integer.parseInt(redis.call("WAIT", replicas, "1000")) < Integer.parseInt(replicas)) {
        throw new IOException("not confirmed");
      }
    };
  }

  private static void load(int clients, int seconds, Connector connector) throws Exception {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    List<Thread> threads = new ArrayList<>();
    long[][] times = new long[clients][];
    for (int i = 0; i < clients; i++) {
      int number = i;
      Caller caller = connector.connect();
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    long[] own = new long[1 << 20];
                    int count = 0;
                    try {
                      for (long begun = System.nanoTime(); begun < end; begun = System.nanoTime()) {
                        caller.call();
                        own[count++] = System.nanoTime() - begun;
                      }
                    } catch (IOException e) {
                      System.err.println(e);
                      System.exit(1);
                    }
                    times[number] = Arrays.copyOf(own, count);
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long[] all = Arrays.stream(times).flatMapToLong(Arrays::stream).sorted().toArray();
    System.out.printf(
        "%.0f %.3f %.3f%n", all.length / (double) seconds, all[all.length / 2] / 1e6, all[all.length * 99 / 100] / 1e6);
  }

  private static void failover(List<String> words) throws Exception {
    int[] sentinels = ports(words.get(0));
    String password = Files.readString(Path.of(words.get(1))).strip();
    int[] tallies = ports(words.get(2));
    long end = System.nanoTime() + Integer.parseInt(words.get(3)) * 1_000_000_000L;
    long[] gaps = new long[2];
    Thread bare = Thread.ofPlatform().start(() -> gaps[0] = longestGap(end, () -> throughSentinel(sentinels, password)));
    Thread tally =
        Thread.ofPlatform()
            .start(
                () ->
                    gaps[1] =
                        longestGap(
                            end,
                            () -> {
                              Http http = new Http(tallies[ThreadLocalRandom.current().nextInt(tallies.length)], 10_000);
                              return () -> http.get("/failover");
                            }));
    bare.join();
    tally.join();
    System.out.printf("%d %d%n", gaps[0] / 1_000_000, gaps[1] / 1_000_000);
  }

  private static int[] ports(String text) {
    return Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray();
  }

  /** SET and WAIT for one replica at the primary that the first Sentinel to answer names. */
  private static Caller throughSentinel(int[] sentinels, String password) throws IOException {
    IOException last = new IOException("no Sentinel");
    for (int port : sentinels) {
      try {
        Redis sentinel = new Redis("127.0.0.1", port, password, 300);
        String[] primary = sentinel.call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "mymaster").split("\n");
        sentinel.close();
        Redis redis = new Redis(primary[0], Integer.parseInt(primary[1]), password, 500);
        return () -> {
          redis.call("SET", "bare", "1");
          if (redis.call("WAIT", "1", "200").equals("0")) {
            throw new IOException("not confirmed");
          }
        };
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  private static long longestGap(long end, Connector connector) {
    long last = System.nanoTime();
    long longest = 0;
    Caller caller = null;
    while (System.nanoTime() < end) {
      try {
        if (caller == null) {
          caller = connector.connect();
        }
        caller.call();
        long now = System.nanoTime();
        longest = Math.max(longest, now - last);
        last = now;
        Thread.sleep(2);
      } catch (IOException e) {
        caller = null;
      } catch (InterruptedException e) {
        return longest;
      }
    }
    return Math.max(longest, System.nanoTime() - last);
  }
}
