package sonde.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Logs of servers, in messages. */
final class Logs {
  private static final int TAIL_LINES = 15;

  private Logs() {}

  /**
   * All of a log without the password that this module gives to SQL servers; nothing if it does not
   * exist yet.
   */
  static String read(Path file) {
    try {
      if (!Files.exists(file)) {
        return "";
      }
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      return text.replace(SqlServer.PASSWORD, "***");
    } catch (IOException e) {
      throw new ServerException("cannot read " + file, e);
    }
  }

  /** The end of a message: the last lines of a log. */
  static String end(String log) {
    List<String> lines = log.lines().toList();
    List<String> tail = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
    return "; its log ends:\n" + String.join("\n", tail);
  }
}
