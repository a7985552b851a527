package sonde.flows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A file of the spool: a header, and behind it blocks of records. All numbers are big-endian.
 *
 * <p>The header: magic (8 bytes), version (4), CRC32C of what follows (4), the spool's UUID (16),
 * the sequence after which that UUID counts (8), the sequence of the segment's first record (8). A
 * block: magic (4), count of records (4), sequence of the first (8), length of the records in bytes
 * (4), CRC32C of these fields and the records (4), the records. So everything begins at a multiple
 * of {@link #ALIGNMENT}, which is where the next block is looked for behind a damaged one.
 */
final class Segment {
  static final int HEADER = 48;
  static final int BLOCK_HEADER = 24;
  static final int ALIGNMENT = 24;

  /** The most records in a block. */
  static final int MOST = 8192;

  private static final long MAGIC = 0x536f6e646553504cL; // SondeSPL
  private static final int VERSION = 1;
  private static final int BLOCK_MAGIC = 0x536e6442; // SndB
  private static final int CRC_IN_BLOCK = 20;
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{16}\\.seg");

  private final Path file;
  private final long first;

  /** The bytes up to the end of the last whole block, and those of them that are on disk. */
  private volatile long size;

  private volatile long durable;

  private Segment(Path file, long first, long size, long durable) {
    this.file = file;
    this.first = first;
    this.size = size;
    this.durable = durable;
  }

  /**
   * What a segment's header says.
   *
   * @param id the spool's
   * @param base the sequence up to which the records were written under another id
   */
  record Header(UUID id, long base) {}

  /** Makes an empty one, which is there as a whole or not at all, whatever happens. */
  static Segment create(Path directory, long first, Header header) throws IOException {
    Path file = directory.resolve(String.format(Locale.ROOT, "%016x.seg", first));
    Path draft = directory.resolve(file.getFileName() + ".new");
    ByteBuffer bytes = ByteBuffer.allocate(HEADER);
    bytes.putLong(MAGIC).putInt(VERSION).putInt(0);
    bytes.putLong(header.id.getMostSignificantBits()).putLong(header.id.getLeastSignificantBits());
    bytes.putLong(header.base).putLong(first);
    bytes.putInt(12, headerCrc(bytes));
    try (FileChannel channel =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      writeFully(channel, bytes.flip(), 0);
      channel.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    syncDirectory(directory);
    return new Segment(file, first, HEADER, HEADER);
  }

  /** One that is there; null if this file is none. */
  static @Nullable Segment of(Path file) throws IOException {
    String name = file.getFileName().toString();
    if (!NAME.matcher(name).matches()) {
      return null;
    }
    long size = Files.size(file);
    return new Segment(file, Long.parseUnsignedLong(name.substring(0, 16), 16), size, size);
  }

  /**
   * Its header; null if that is damaged.
   *
   * @throws SpoolException if it is of a later version
   */
  @Nullable Header header() throws IOException, SpoolException {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (!readFully(channel, bytes, 0)) {
        return null;
      }
    }
    if (bytes.getLong(0) != MAGIC || bytes.getInt(12) != headerCrc(bytes)) {
      return null;
    }
    int version = bytes.getInt(8);
    if (version != VERSION) {
      throw new SpoolException(
          file
              + " was written by another version of Sonde (format "
              + version
              + "): use that version, or another spool directory");
    }
    return new Header(new UUID(bytes.getLong(16), bytes.getLong(24)), bytes.getLong(32));
  }

  Path file() {
    return file;
  }

  /** The sequence of its first record, should it have one. */
  long first() {
    return first;
  }

  long size() {
    return size;
  }

  long durable() {
    return durable;
  }

  void sized(long bytes) {
    size = bytes;
  }

  void synced(long bytes) {
    durable = bytes;
  }

  /** Fills in a block's header before its records, which begin at {@link #BLOCK_HEADER}. */
  static void seal(ByteBuffer block, int count, long first) {
    block.putInt(0, BLOCK_MAGIC).putInt(4, count).putLong(8, first);
    block.putInt(16, count * FlowRecord.BYTES);
    block.putInt(CRC_IN_BLOCK, blockCrc(block, count * FlowRecord.BYTES));
  }

  /** Whether these are the first bytes of a block that can be one. */
  static boolean plausible(ByteBuffer header) {
    int count = header.getInt(4);
    return header.getInt(0) == BLOCK_MAGIC
        && count > 0
        && count <= MOST
        && header.getInt(16) == count * FlowRecord.BYTES
        && header.getLong(8) > 0;
  }

  /** Whether a plausible block, header and records, is as it was written. */
  static boolean intact(ByteBuffer block, int length) {
    return block.getInt(CRC_IN_BLOCK) == blockCrc(block, length);
  }

  private static int blockCrc(ByteBuffer block, int length) {
    CRC32C crc = new CRC32C();
    crc.update(block.array(), block.arrayOffset(), CRC_IN_BLOCK);
    crc.update(block.array(), block.arrayOffset() + BLOCK_HEADER, length);
    return (int) crc.getValue();
  }

  /** Over all but itself. */
  private static int headerCrc(ByteBuffer header) {
    CRC32C crc = new CRC32C();
    crc.update(header.array(), header.arrayOffset(), 12);
    crc.update(header.array(), header.arrayOffset() + 16, HEADER - 16);
    return (int) crc.getValue();
  }

  static void writeFully(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
    long position = at;
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
  }

  /** Fills the buffer from its position to its limit; whether the file had so much. */
  static boolean readFully(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
    long position = at;
    while (bytes.hasRemaining()) {
      int count = channel.read(bytes, position);
      if (count < 0) {
        return false;
      }
      position += count;
    }
    return true;
  }

  /** So that a file's name, or its end, outlives a power cut. */
  static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
