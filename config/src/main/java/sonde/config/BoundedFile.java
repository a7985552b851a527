package sonde.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Reads small text files, and says in a user's words why it cannot. */
final class BoundedFile {

  private BoundedFile() {}

  /** The bytes of a file of at most so many, which may be a pipe. */
  static byte[] bytes(Path file, DataSize limit) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("is a directory");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes((int) limit.bytes() + 1);
      if (content.length > limit.bytes()) {
        throw new IOException("is larger than " + limit);
      }
      return content;
    } catch (IOException e) {
      throw new IOException(reason(e), e);
    }
  }

  /** The text of the bytes, which must be UTF-8. */
  static String text(byte[] content) throws NotUtf8Exception {
    ByteBuffer in = ByteBuffer.wrap(content);
    try {
      CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
      return decoder.decode(in).toString();
    } catch (CharacterCodingException e) {
      throw new NotUtf8Exception(in.position(), e);
    }
  }

  /** Nothing if the regular file can be read, or else why not, to follow its name. */
  static String unreadable(Path file) {
    if (Files.isRegularFile(file)) {
      return Files.isReadable(file) ? "" : "permission denied";
    }
    if (Files.isDirectory(file)) {
      return "is a directory";
    }
    return Files.exists(file) ? "is not a regular file" : "no such file";
  }

  /** Why a file could not be read, without its name. */
  static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "no such file";
      case AccessDeniedException _ -> "permission denied";
      case NotDirectoryException _ -> "a part of its path is not a directory";
      case FileSystemLoopException _ -> "its links form a loop";
      case java.nio.file.FileSystemException f when f.getReason() != null -> f.getReason();
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }

  /** Bytes that are not UTF-8. */
  static final class NotUtf8Exception extends IOException {
    private final int position;

    NotUtf8Exception(int position, CharacterCodingException cause) {
      super("is not UTF-8", cause);
      this.position = position;
    }

    /** The offset of the first byte that is none. */
    int position() {
      return position;
    }
  }
}
