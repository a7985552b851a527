package sonde.flows;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Packets of a capture file, pcap or pcapng, or of such a stream. What is not such a file is
 * refused when it is opened; one that is cut off or damaged gives all packets before that place
 * first.
 */
final class CaptureFile implements PacketSource {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final String name;
  private final CaptureBuffer buffer;
  private final CaptureFilters filters;
  private final CaptureFormat format;

  private CaptureFile(
      String name, CaptureBuffer buffer, CaptureFilters filters, CaptureFormat format) {
    this.name = name;
    this.buffer = buffer;
    this.filters = filters;
    this.format = format;
  }

  /**
   * Opens a file.
   *
   * @param filter of pcap-filter(7), for which libpcap is needed; null for all packets
   * @throws CaptureException if it cannot be read, is no capture file, or the filter is none
   */
  static CaptureFile open(Path path, @Nullable String filter) throws CaptureException {
    String name = path.toString();
    if (!Files.exists(path)) {
      throw new CaptureException(name + ": there is no such file");
    }
    if (Files.isDirectory(path)) {
      throw new CaptureException(name + ": is a directory");
    }
    FileChannel channel;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ);
    } catch (IOException e) {
      throw new CaptureException(name + ": cannot be opened: " + reason(e), e);
    }
    return open(name, channel, filter);
  }

  /**
   * Opens a stream, and closes it if that fails.
   *
   * @param name for messages
   */
  static CaptureFile open(String name, ReadableByteChannel channel, @Nullable String filter)
      throws CaptureException {
    CaptureBuffer buffer = new CaptureBuffer(channel);
    CaptureFilters filters = new CaptureFilters(filter);
    try {
      while (buffer.remaining() < PcapFormat.FILE_HEADER) {
        if (!buffer.fill()) {
          break;
        }
      }
      return new CaptureFile(name, buffer, filters, format(name, buffer, filters));
    } catch (IOException e) {
      CaptureException failure =
          e instanceof CaptureException known
              ? known
              : new CaptureException(name + ": cannot be read: " + reason(e), e);
      try {
        filters.close();
        buffer.close();
      } catch (IOException closing) {
        failure.addSuppressed(closing);
      }
      throw failure;
    }
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private static CaptureFormat format(String name, CaptureBuffer buffer, CaptureFilters filters)
      throws CaptureException {
    if (buffer.remaining() == 0) {
      throw new CaptureException(name + ": is empty");
    }
    int magic = word(buffer, 0);
    if (PcapFormat.is(magic)) {
      return PcapFormat.open(name, buffer, filters);
    }
    if (PcapngFormat.is(magic, word(buffer, 8))) {
      return new PcapngFormat(name, filters);
    }
    String compression = compression(magic);
    if (compression != null) {
      throw new CaptureException(
          name + ": is compressed by " + compression + ": decompress it first");
    }
    throw new CaptureException(name + ": is no capture file: neither pcap nor pcapng");
  }

  /** A word of the file's beginning, 0 where it is shorter. */
  private static int word(CaptureBuffer buffer, int at) {
    MemorySegment memory = buffer.memory();
    return buffer.remaining() < at + Integer.BYTES ? 0 : memory.get(INT, buffer.position() + at);
  }

  /** Which program compressed a file that begins so; null if none did. */
  private static @Nullable String compression(int magic) {
    if ((magic & 0xffff) == 0x8b1f) {
      return "gzip";
    }
    if ((magic & 0xff_ffff) == 0x68_5a42) {
      return "bzip2";
    }
    return switch (magic) {
      case 0xfd2f_b528 -> "zstd";
      case 0x184d_2204 -> "lz4";
      case 0x587a_37fd -> "xz";
      default -> null;
    };
  }

  @Override
  public boolean poll(PacketHandler handler) throws IOException {
    format.deliver(buffer, handler);
    try {
      if (buffer.fill()) {
        return true;
      }
    } catch (IOException e) {
      throw new CaptureException(
          name + ": cannot be read from byte " + buffer.end() + " on: " + reason(e), e);
    }
    if (buffer.remaining() > 0) {
      throw new CaptureException(
          name
              + ": is cut off: it ends at byte "
              + buffer.end()
              + ", within the "
              + format.unit()
              + " that begins at byte "
              + buffer.offset(buffer.position()));
    }
    return false;
  }

  @Override
  public Drops drops() {
    return Drops.NONE;
  }

  @Override
  public void close() throws IOException {
    filters.close();
    buffer.close();
  }
}
