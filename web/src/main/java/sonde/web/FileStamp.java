package sonde.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What tells a file from a changed one. Links are followed: Kubernetes changes a mounted secret by
 * turning a link.
 */
record FileStamp(FileTime modified, long size, @Nullable Object identity) {
  private static final FileStamp ABSENT = new FileStamp(FileTime.fromMillis(0), -1, null);

  static FileStamp of(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileStamp(now.lastModifiedTime(), now.size(), now.fileKey());
    } catch (IOException e) {
      return ABSENT;
    }
  }

  static List<FileStamp> of(List<Path> files) {
    return files.stream().map(FileStamp::of).toList();
  }
}
