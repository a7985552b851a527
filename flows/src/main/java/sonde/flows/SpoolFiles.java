package sonde.flows;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds what is in a spool's directory, and mends what a crash has left there. */
final class SpoolFiles {
  private static final Logger LOG = LoggerFactory.getLogger(SpoolFiles.class);
  private static final long LARGEST_SEGMENT = 8 << 20;
  private static final int SEGMENTS = 16;

  private SpoolFiles() {}

  /**
   * A spool as it is on disk.
   *
   * @param segments at least one, in order
   * @param header the newest one's
   * @param last the last record's number
   * @param oldestMillis when the first record was made; null if there is none
   */
  record Found(
      List<Segment> segments, Segment.Header header, long last, @Nullable Long oldestMillis) {}

  static long segmentSize(long maxSize) {
    return Math.min(LARGEST_SEGMENT, maxSize / SEGMENTS);
  }

  /** Makes the directory, which is nobody else's business: it tells who talks to whom. */
  static void makeDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
    }
  }

  static Found find(Path directory) throws IOException, SpoolException {
    List<Segment> segments = segments(directory);
    Segment.Header header = null;
    for (Segment segment : segments) {
      Segment.Header its = segment.header();
      if (its == null) {
        LOG.warn("the spool is damaged: the header of file {}", segment.file());
      } else {
        header = its;
      }
    }
    if (header == null) {
      header =
          new Segment.Header(
              UUID.randomUUID(), segments.isEmpty() ? 0 : segments.getFirst().first() - 1);
    }
    if (segments.isEmpty()) {
      segments.add(Segment.create(directory, 1, header));
    }
    long last = mend(segments.getLast());
    return new Found(segments, header, last, oldest(segments.getFirst()));
  }

  private static List<Segment> segments(Path directory) throws IOException {
    List<Segment> segments = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Segment segment = Segment.of(file);
        if (segment != null) {
          segments.add(segment);
        } else if (file.toString().endsWith(".seg.new")) {
          // One that was not finished.
          Files.delete(file);
        }
      }
    }
    segments.sort(Comparator.comparingLong(Segment::first));
    return segments;
  }

  /**
   * Cuts off what follows the last intact block, which was never synced and so never read; syncs
   * the rest.
   *
   * @return the number of the last record
   */
  private static long mend(Segment segment) throws IOException {
    long last = segment.first() - 1;
    long end = Segment.HEADER;
    try (SegmentReader reader = new SegmentReader(segment, SegmentReader.room())) {
      while (reader.next(segment.size())) {
        last = Math.max(last, reader.last());
        end = reader.position();
      }
    }
    try (FileChannel channel = FileChannel.open(segment.file(), StandardOpenOption.WRITE)) {
      if (end < segment.size()) {
        LOG.warn(
            "spool file {} ends with half a block, from byte {} to {}: it is cut off",
            segment.file(),
            end,
            segment.size());
        channel.truncate(end);
      }
      channel.force(true);
    }
    segment.sized(end);
    segment.synced(end);
    return last;
  }

  private static @Nullable Long oldest(Segment segment) throws IOException {
    try (SegmentReader reader = new SegmentReader(segment, SegmentReader.room())) {
      if (!reader.next(segment.size())) {
        return null;
      }
      byte[] records = new byte[reader.count() * FlowRecord.BYTES];
      reader.copy(reader.first(), records, 0);
      return FlowRecord.timeOf(records, 0);
    }
  }

  /** What an error of the file system says, in words. */
  static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "no permission for " + denied.getFile();
      case NoSuchFileException missing -> missing.getFile() + " is not there";
      case FileAlreadyExistsException exists -> exists.getFile() + " is no directory";
      case NotDirectoryException file -> file.getFile() + " is no directory";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }
}
