package sonde.redisclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyReaderTest {
  private static final long LIMIT = 1 << 20;

  @Test
  void everyTypeOfReply() throws IOException {
    ReplyReader reader =
        reader(
            "+OK\r\n-ERR no such\r\n-BARE\r\n:-7\r\n$0\r\n\r\n$-1\r\n*-1\r\n*0\r\n*2\r\n:1\r\n*1\r\n-X y\r\n");
    assertEquals(new Reply.Simple("OK"), reader.read());
    assertEquals(new Reply.Error("ERR", "no such"), reader.read());
    assertEquals(new Reply.Error("BARE", ""), reader.read());
    assertEquals(new Reply.Int(-7), reader.read());
    assertEquals(new Reply.Bulk(new byte[0]), reader.read());
    assertEquals(Reply.Nil.NIL, reader.read());
    assertEquals(Reply.Nil.NIL, reader.read());
    assertEquals(new Reply.Array(List.of()), reader.read());
    assertEquals(
        new Reply.Array(
            List.of(new Reply.Int(1), new Reply.Array(List.of(new Reply.Error("X", "y"))))),
        reader.read());
    assertThrows(ReplyReader.EndOfStreamException.class, reader::read);
  }

  @Test
  void aReplyMayComeByteByByte() throws IOException {
    String text = "*3\r\n$5\r\nhello\r\n:12345\r\n+status\r\n";
    List<InputStream> bytes = new ArrayList<>();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      bytes.add(new ByteArrayInputStream(new byte[] {b}));
    }
    InputStream in = new SequenceInputStream(Collections.enumeration(bytes));
    Reply reply = new ReplyReader(in, LIMIT).read();
    assertEquals(
        List.of("hello", "status"),
        List.of(reply.items().get(0).text(), reply.items().get(2).text()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$536870912\\r\\n|more than 1024 KiB",
        "$9223372036854775807\\r\\n|more than 1024 KiB",
        "*2147483647\\r\\n|more than 1024 KiB",
        "$-2\\r\\n|a length of -2",
        "*-9\\r\\n|a length of -9",
        ":99999999999999999999999\\r\\n|too many digits",
        ":99999999999999999999\\r\\n|where a number belongs",
        ":\\r\\n|where a number belongs",
        ":1x\\r\\n|where a number belongs",
        ":1\\rx|carriage return without line feed",
        "$1\\r\\nabc|of another length",
        "HTTP/1.0 404 Not Found\\r\\n|speaks HTTP, it answered \"HTTP/1.0 404 Not Found\"",
        "%1\\r\\n|does not speak Redis' protocol",
      })
  void whatIsNoReplyIsRefused(String escaped, String message) {
    ReplyReader reader = reader(escaped.replace("\\r", "\r").replace("\\n", "\n"));
    IOException e = assertThrows(ReplyReader.BadReplyException.class, reader::read);
    assertTrue(String.valueOf(e.getMessage()).contains(message), e.getMessage());
  }

  @Test
  void arraysNestSixteenDeepAndNoDeeper() throws IOException {
    Reply reply = reader("*1\r\n".repeat(16) + ":1\r\n").read();
    for (int i = 0; i < 16; i++) {
      reply = reply.items().getFirst();
    }
    assertEquals(1, reply.integer());
    assertThrows(
        ReplyReader.BadReplyException.class, reader("*1\r\n".repeat(100_000) + ":1\r\n")::read);
  }

  @ParameterizedTest
  @ValueSource(strings = {"+", "-"})
  void aLineHasAnEnd(String type) {
    assertThrows(ReplyReader.BadReplyException.class, reader(type + "x".repeat(1_000_000))::read);
  }

  @Test
  void theLimitIsForAPipelineAndCountsSmallRepliesToo() throws IOException {
    byte[] ones = ":1\r\n".repeat(90_000).getBytes(StandardCharsets.UTF_8);
    ReplyReader reader = new ReplyReader(new ByteArrayInputStream(ones), LIMIT);
    for (int i = 0; i < 30_000; i++) {
      assertEquals(1, reader.read().integer());
    }
    reader.newPipeline();
    for (int i = 0; i < LIMIT / 32 - 10_000; i++) {
      assertEquals(1, reader.read().integer());
    }
    assertThrows(
        ReplyReader.BadReplyException.class,
        () -> {
          for (int i = 0; i < 20_000; i++) {
            assertEquals(1, reader.read().integer());
          }
        });
  }

  @Test
  void randomBytesGiveRepliesOrAnIoException() {
    Random random = new Random(42);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(60) + 1];
      random.nextBytes(bytes);
      bytes[0] = (byte) "+-:$*".charAt(random.nextInt(5));
      drain(bytes);
    }
  }

  @Test
  void mutatedRepliesGiveRepliesOrAnIoException() {
    String valid =
        "+OK;$12;redis_mode:x;*3;$3;key;:1700000000;*2;$-1;$1;v;-NOPERM this user;*-1;:0;"
            .replace(";", "\r\n");
    byte[] alphabet = "+-:$*0123456789\r\nx\u00ff".getBytes(StandardCharsets.ISO_8859_1);
    Random random = new Random(7);
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = valid.getBytes(StandardCharsets.UTF_8);
      for (int n = random.nextInt(4); n >= 0; n--) {
        bytes[random.nextInt(bytes.length)] = alphabet[random.nextInt(alphabet.length)];
      }
      drain(bytes);
    }
  }

  /** Reads to the end or to the exception that a connection knows to handle; shows every reply. */
  private static void drain(byte[] bytes) {
    ReplyReader reader = new ReplyReader(new ByteArrayInputStream(bytes), LIMIT);
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    try {
      while (true) {
        shown.writeBytes(reader.read().toString().getBytes(StandardCharsets.UTF_8));
      }
    } catch (ReplyReader.EndOfStreamException | ReplyReader.BadReplyException e) {
      assertTrue(shown.size() < 10_000);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static ReplyReader reader(String text) {
    return new ReplyReader(
        new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)), LIMIT);
  }
}
