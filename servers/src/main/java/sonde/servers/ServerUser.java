package sonde.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who a server runs as. PostgreSQL and MySQL refuse to run as root, so that root starts them as an
 * ordinary user of this system; everybody else starts them as oneself.
 */
sealed interface ServerUser {
  /** The command that runs this one as the user, in the same process. */
  List<String> command(List<String> command);

  /** Gives the user a directory and all in it. */
  void own(Path directory);

  /**
   * The first of these users that exists, or "nobody", if we are root; otherwise ourselves.
   *
   * @throws ServerException if root has nobody to give a server to, or nothing to do it with
   */
  static ServerUser choose(String... names) {
    if (!isRoot()) {
      return new Self();
    }
    if (!onPath("setpriv")) {
      throw new ServerException(
          "the server does not run as root, and there is no setpriv to run it as another user:"
              + " install util-linux, or run as an ordinary user");
    }
    List<String> candidates = new ArrayList<>(List.of(names));
    candidates.add("nobody");
    for (String name : candidates) {
      Other user = Other.find(name);
      if (user != null) {
        return user;
      }
    }
    throw new ServerException(
        "the server does not run as root, and there is none of the users " + candidates);
  }

  static boolean isRoot() {
    try {
      return Integer.valueOf(0).equals(Files.getAttribute(Workspace.get().base(), "unix:uid"));
    } catch (IOException e) {
      throw new ServerException("cannot see who owns " + Workspace.get().base(), e);
    }
  }

  private static boolean onPath(String program) {
    String path = System.getenv("PATH");
    for (String directory : path == null ? new String[0] : path.split(":")) {
      if (Files.isExecutable(Path.of(directory, program))) {
        return true;
      }
    }
    return false;
  }

  /** Whoever runs this JVM. */
  record Self() implements ServerUser {
    @Override
    public List<String> command(List<String> command) {
      return command;
    }

    @Override
    public void own(Path directory) {
      // All in it is ours.
    }
  }

  /** Another user, whom only root can give something. */
  record Other(String name, int uid, int gid) implements ServerUser {
    private static @Nullable Other find(String name) {
      try {
        for (String line : Files.readAllLines(Path.of("/etc/passwd"), StandardCharsets.UTF_8)) {
          String[] fields = line.split(":");
          if (fields.length > 3 && fields[0].equals(name)) {
            return new Other(name, Integer.parseInt(fields[2]), Integer.parseInt(fields[3]));
          }
        }
        return null;
      } catch (IOException e) {
        throw new ServerException("cannot read /etc/passwd: " + e.getMessage(), e);
      }
    }

    @Override
    public List<String> command(List<String> command) {
      List<String> all = new ArrayList<>();
      // Unlike su and runuser, it becomes the command, whose process id is so the one we know.
      all.addAll(List.of("setpriv", "--reuid", "" + uid, "--regid", "" + gid, "--clear-groups"));
      all.add("--");
      all.addAll(command);
      return all;
    }

    @Override
    public void own(Path directory) {
      try {
        Files.walkFileTree(
            directory,
            new SimpleFileVisitor<>() {
              @Override
              public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                  throws IOException {
                give(file);
                return FileVisitResult.CONTINUE;
              }

              @Override
              public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e)
                  throws IOException {
                if (e != null) {
                  throw e;
                }
                give(visited);
                return FileVisitResult.CONTINUE;
              }
            });
      } catch (IOException e) {
        throw new ServerException("cannot give " + directory + " to " + name, e);
      }
    }

    private void give(Path path) throws IOException {
      Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    }
  }
}
