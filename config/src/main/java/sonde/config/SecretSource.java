package sonde.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a secret comes from: fixed in the configuration, or a file that is read anew when it
 * changes, so that rotated secrets need no restart. While a file cannot be read, the last good
 * secret stays. Safe for use by several threads; two are equal if they read the same file or hold
 * the same secret.
 *
 * <p>A file is a regular one (or a link to one, as Kubernetes mounts secrets) of at most 64 KiB of
 * UTF-8; line ends at its end do not belong to the secret.
 */
public final class SecretSource {
  private static final DataSize LARGEST = new DataSize(64 << 10);
  private static final ConfigReader ENTRIES =
      ConfigReader.literal().with(Entries.class, Entries::of);

  private final @Nullable Path file;
  private final List<String> entries;
  private @Nullable Secret secret;
  private @Nullable Stamp read;
  private @Nullable String problem;

  private SecretSource(@Nullable Path file, List<String> entries, @Nullable Secret secret) {
    this.file = file;
    this.entries = entries;
    this.secret = secret;
  }

  /** A secret that never changes. */
  public static SecretSource fixed(Secret secret) {
    return new SecretSource(null, List.of(), secret);
  }

  /** The secret in a file, which is read when first needed. */
  public static SecretSource file(Path file) {
    return new SecretSource(file, List.of(), null);
  }

  /**
   * The secret in a file that holds either just it, or a JSON map of several by name, as
   * redis_exporter's password file does by address; a map starts with a brace. An entry may be
   * empty, for no password.
   *
   * @param entries the names under which the secret may stand, the best first
   */
  public static SecretSource file(Path file, List<String> entries) {
    return new SecretSource(file, List.copyOf(entries), null);
  }

  /**
   * The secret as of now. Looks at the file's time, size and identity, and reads it only when one
   * of them changed.
   *
   * @throws IOException if the file has never been readable; the message names the file and why
   */
  public synchronized Secret current() throws IOException {
    if (file != null) {
      Stamp now = Stamp.of(file);
      if (secret == null || problem != null || !Objects.equals(now, read)) {
        readFile(file, now);
      }
    }
    if (secret == null) {
      throw new IOException("cannot read " + file + ": " + problem);
    }
    return secret;
  }

  /**
   * Reads the file whatever its time says; to be called when a server refused the secret.
   *
   * @return whether there is now another secret than before, so that trying again makes sense
   */
  public synchronized boolean refresh() {
    if (file == null) {
      return false;
    }
    Secret before = secret;
    readFile(file, Stamp.of(file));
    return secret != null && !secret.equals(before);
  }

  /**
   * Why the file cannot be read just now, without its name; null if all is well. While there is a
   * last good secret, that one is in use.
   */
  public synchronized @Nullable String problem() {
    if (file == null) {
      return null;
    }
    try {
      Secret _ = current();
    } catch (IOException _) {
      // Never readable: the field says why.
    }
    return problem;
  }

  /** The file, or null if the secret is fixed. */
  public @Nullable Path file() {
    return file;
  }

  private void readFile(Path from, @Nullable Stamp stamp) {
    try {
      String unreadable = BoundedFile.unreadable(from);
      if (!unreadable.isEmpty()) {
        throw new IOException(unreadable);
      }
      String text = BoundedFile.text(BoundedFile.bytes(from, LARGEST));
      secret =
          !entries.isEmpty() && text.stripLeading().startsWith("{") ? entry(text) : whole(text);
      read = stamp;
      problem = null;
    } catch (IOException e) {
      problem = BoundedFile.reason(e);
    }
  }

  private static Secret whole(String text) throws IOException {
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
      end--;
    }
    if (end == 0) {
      // A file caught between being truncated and written, or one forgotten.
      throw new IOException("is empty");
    }
    return Secret.of(text.substring(0, end));
  }

  private Secret entry(String text) throws IOException {
    Map<String, Secret> map;
    try {
      map = ENTRIES.readText("", text, Entries.class).byName();
    } catch (ConfigException _) {
      // The report would show parts of the file.
      throw new IOException("starts with { but is not a JSON map of texts");
    }
    for (String name : entries) {
      Secret found = map.get(name);
      if (found != null) {
        return found;
      }
    }
    throw new IOException("has no entry for " + String.join(" or ", entries));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SecretSource source
        && Objects.equals(file, source.file)
        && entries.equals(source.entries)
        && (file != null || Objects.equals(secret, source.secret));
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(file);
  }

  @Override
  public String toString() {
    return file == null ? "<secret>" : "<secret in " + file + ">";
  }

  /** A file of several secrets. */
  private record Entries(Map<String, Secret> byName) {

    static @Nullable Entries of(YamlValue value) {
      Map<String, Secret> byName = value.asMap(Secret.class);
      return byName == null ? null : new Entries(byName);
    }
  }

  /** What tells a file from a changed one; links are followed. */
  private record Stamp(FileTime modified, long size, @Nullable Object identity) {

    static @Nullable Stamp of(Path file) {
      try {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(now.lastModifiedTime(), now.size(), now.fileKey());
      } catch (IOException _) {
        return null;
      }
    }
  }
}
