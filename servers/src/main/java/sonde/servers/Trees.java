package sonde.servers;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Predicate;

/** Copies of data directories. */
final class Trees {
  private Trees() {}

  /**
   * Copies a directory with its permissions, even while a server writes there: what vanishes
   * meanwhile is left out.
   *
   * @param to does not exist yet
   * @param wanted of the paths relative to the directory; that of a directory decides for all in it
   */
  static void copy(Path from, Path to, Predicate<Path> wanted) {
    try {
      Files.walkFileTree(from, new Copying(from, to, wanted));
    } catch (IOException e) {
      throw new ServerException("cannot copy " + from + " to " + to + ": " + e.getMessage(), e);
    }
  }

  private static final class Copying extends SimpleFileVisitor<Path> {
    private final Path from;
    private final Path to;
    private final Predicate<Path> wanted;

    private Copying(Path from, Path to, Predicate<Path> wanted) {
      this.from = from;
      this.to = to;
      this.wanted = wanted;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
        throws IOException {
      Path relative = from.relativize(directory);
      if (!wanted.test(relative)) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      // COPY_ATTRIBUTES would keep nothing that matters here but the permissions.
      Files.createDirectory(
          to.resolve(relative),
          PosixFilePermissions.asFileAttribute(
              Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS)));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Path relative = from.relativize(file);
      if (attributes.isRegularFile() && wanted.test(relative)) {
        try {
          Path copy = to.resolve(relative);
          Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
          Files.getFileAttributeView(copy, PosixFileAttributeView.class)
              .setPermissions(Files.getPosixFilePermissions(file));
        } catch (NoSuchFileException e) {
          // The server deleted it in this moment.
        }
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }
  }
}
