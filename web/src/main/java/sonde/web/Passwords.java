package sonde.web;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Compares passwords with their bcrypt hashes, one at a time, and remembers those that were right.
 *
 * <p>One at a time, because each takes up to seconds of CPU; on a thread of its own, because a
 * virtual one would keep a carrier, perhaps the only one. Past {@value #WAITING} waiting ones a
 * request is told to come back.
 *
 * <p>What is remembered is a digest, keyed by chance, of user, hash and password, each with its
 * length before it, so that no two different triples are the same text (the flaw of
 * exporter-toolkit before 0.8.2, CVE-2022-46146). Only successes of existing users are kept: the
 * stand-in that is compared for an unknown user never gets in. A changed hash is another triple.
 */
final class Passwords implements AutoCloseable {
  /** What came out. */
  enum Verdict {
    RIGHT,
    WRONG,
    BUSY
  }

  private static final int WAITING = 16;
  private static final int REMEMBERED = 128;
  private static final int SALT_BYTES = 32;

  private final byte[] salt = new byte[SALT_BYTES];
  private final Map<String, Boolean> right =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };
  private final ThreadPoolExecutor worker =
      new ThreadPoolExecutor(
          1,
          1,
          10,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          Thread.ofPlatform().name("web-passwords").daemon().factory());

  Passwords() {
    new SecureRandom().nextBytes(salt);
    worker.allowCoreThreadTimeOut(true);
  }

  /**
   * Compares with the user's hash, or for an unknown user with one that takes as long.
   *
   * @param hashes by user, at least one
   */
  Verdict verify(Map<String, PasswordHash> hashes, String user, byte[] password)
      throws InterruptedException {
    PasswordHash known = hashes.get(user);
    String key = known == null ? "" : digest(user, known, password);
    if (known != null && isRemembered(key)) {
      return Verdict.RIGHT;
    }
    PasswordHash hash = known == null ? standIn(hashes) : known;
    Future<Boolean> comparison;
    try {
      comparison = worker.submit(() -> hash.matches(password));
    } catch (RejectedExecutionException e) {
      return Verdict.BUSY;
    }
    boolean same;
    try {
      same = comparison.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a password could not be compared", e.getCause());
    }
    if (!same || known == null) {
      return Verdict.WRONG;
    }
    remember(key);
    return Verdict.RIGHT;
  }

  private static PasswordHash standIn(Map<String, PasswordHash> hashes) {
    return PasswordHash.unmatched(
        hashes.values().stream().mapToInt(PasswordHash::cost).max().orElseThrow());
  }

  private boolean isRemembered(String key) {
    synchronized (right) {
      return right.get(key) != null;
    }
  }

  private void remember(String key) {
    synchronized (right) {
      right.put(key, true);
    }
  }

  private String digest(String user, PasswordHash hash, byte[] password) {
    MessageDigest sha256;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    sha256.update(salt);
    for (byte[] part :
        new byte[][] {user.getBytes(StandardCharsets.UTF_8), hash.bytes(), password}) {
      sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
      sha256.update(part);
    }
    return Base64.getEncoder().encodeToString(sha256.digest());
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
