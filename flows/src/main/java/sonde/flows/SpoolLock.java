package sonde.flows;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a second process out of a spool's directory; gone with the process, however it ends. */
final class SpoolLock implements Closeable {
  private final FileChannel channel;

  private SpoolLock(FileChannel channel) {
    this.channel = channel;
  }

  static SpoolLock take(Path directory) throws IOException, SpoolException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!locked(channel)) {
      channel.close();
      throw new SpoolException(
          "the spool "
              + directory
              + " is in use by another process: each needs a directory of its own, spool.directory");
    }
    return new SpoolLock(channel);
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException _) {
      // Held by this very process.
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
