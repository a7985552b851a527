package sonde.redisclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sonde.redisclient.Clients.LONG;
import static sonde.redisclient.Clients.PING;
import static sonde.redisclient.Clients.fails;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sonde.redisclient.RedisException.Kind;

class HostileServerTest {
  @ParameterizedTest
  @ValueSource(strings = {"$536870912\r\n", "*2147483647\r\n", "*1\r\n", "+x", "$-5\r\n"})
  void aFloodIsCutOff(String repeated) throws IOException, RedisException {
    byte[] chunk = repeated.repeat(1000).getBytes(StandardCharsets.UTF_8);
    FakeServer.Behaviour flood =
        socket -> {
          OutputStream out = socket.getOutputStream();
          while (true) {
            out.write(chunk);
          }
        };
    try (FakeServer fake = new FakeServer(flood);
        RedisConnection connection = Clients.connector(fake.address()).connect(LONG)) {
      fails(Kind.NOT_REDIS, () -> connection.call(PING, LONG));
    }
  }

  @Test
  void repliesBeyondThoseAskedForAreNotReadOrMistaken() throws IOException, RedisException {
    byte[] two = "+first\r\n+unasked\r\n".getBytes(StandardCharsets.UTF_8);
    try (FakeServer fake = FakeServer.answering(two);
        RedisConnection connection = Clients.connector(fake.address()).connect(LONG)) {
      assertEquals("first", connection.call(PING, LONG).text());
      RedisException e = fails(Kind.NOT_REDIS, () -> connection.call(PING, LONG));
      assertTrue(e.getMessage().contains("without being asked"), e.getMessage());
    }
  }

  @Test
  void randomAnswersEndAsRedisExceptions() throws IOException, RedisException {
    Random random = new Random(1);
    FakeServer.Behaviour noise =
        socket -> {
          byte[] request = new byte[4096];
          if (socket.getInputStream().read(request) > 0) {
            byte[] answer = new byte[random.nextInt(2000)];
            random.nextBytes(answer);
            socket.getOutputStream().write(answer);
          }
        };
    try (FakeServer fake = new FakeServer(noise)) {
      for (int i = 0; i < 200; i++) {
        try (RedisConnection connection = Clients.connector(fake.address()).connect(LONG)) {
          List<Reply> unused = connection.pipeline(List.of(PING, PING), LONG);
          throw new AssertionError(unused);
        } catch (RedisException e) {
          assertTrue(e.getMessage().length() < 400);
        }
      }
    }
  }
}
