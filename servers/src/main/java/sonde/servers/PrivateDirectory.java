package sonde.servers;

import java.nio.file.Path;

/**
 * A directory that only the owner can enter, for what belongs to servers: their clients' passwords
 * and configuration. It is gone with all in it after {@link #close()}, at the latest with this JVM,
 * however that ends.
 */
public final class PrivateDirectory implements AutoCloseable {
  private final Path path;

  private PrivateDirectory(Path path) {
    this.path = path;
  }

  /**
   * Makes an empty one.
   *
   * @param prefix what its name begins with
   * @throws ServerException if it cannot be made
   */
  public static PrivateDirectory create(String prefix) {
    return new PrivateDirectory(Workspace.get().newDirectory(prefix));
  }

  /** Where it is, absolute. */
  public Path path() {
    return path;
  }

  /** Deletes it with all in it. */
  @Override
  public void close() {
    Workspace.delete(path);
  }
}
