package sonde.redisclient;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Resolves names within a time, which the system's resolver knows nothing of. Each name that hangs
 * holds one thread, however many ask for it. How long the JVM itself remembers an answer is {@code
 * networkaddress.cache.ttl}'s matter.
 */
final class Resolver {
  private static final ConcurrentMap<String, CompletableFuture<List<InetAddress>>> UNDER_WAY =
      new ConcurrentHashMap<>();

  private Resolver() {}

  /** The addresses, at least one. */
  static List<InetAddress> resolve(String host, Duration timeout)
      throws UnknownHostException, TimeoutException, InterruptedException {
    try {
      return List.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException _) {
      // A name.
    }
    try {
      return UNDER_WAY
          .computeIfAbsent(host, Resolver::start)
          .get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownHostException unknown) {
        throw unknown;
      }
      throw new IllegalStateException("resolving " + host + " failed", e);
    }
  }

  private static CompletableFuture<List<InetAddress>> start(String host) {
    CompletableFuture<List<InetAddress>> answer = new CompletableFuture<>();
    // Not a virtual thread: the lookup is native and would hold one of the few carriers.
    Thread.ofPlatform()
        .daemon()
        .name("redis-resolve")
        .start(
            () -> {
              try {
                answer.complete(List.of(InetAddress.getAllByName(host)));
              } catch (UnknownHostException | RuntimeException e) {
                answer.completeExceptionally(e);
              } finally {
                UNDER_WAY.remove(host);
              }
            });
    return answer;
  }
}
