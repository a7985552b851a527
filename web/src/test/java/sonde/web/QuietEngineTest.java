package sonde.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import org.junit.jupiter.api.Test;
import sonde.pem.Pem;

class QuietEngineTest {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final ByteBuffer toServer = ByteBuffer.allocate(1 << 17);
  private final ByteBuffer toClient = ByteBuffer.allocate(1 << 17);

  @Test
  void sendsNothingWhenClosedAfterTheHandshake() throws Exception {
    SSLEngine client = client();
    var server = new QuietEngine(server());
    handshake(client, server);
    server.closeOutbound();
    var result = server.wrap(NOTHING, toClient);
    assertEquals(Status.CLOSED, result.getStatus());
    assertEquals(HandshakeStatus.NOT_HANDSHAKING, result.getHandshakeStatus());
    assertEquals(0, result.bytesProduced());
  }

  @Test
  void sendsAnAlertWhenClosedBeforeTheHandshakesEnd() throws Exception {
    SSLEngine client = client();
    var server = new QuietEngine(server());
    step(client, toServer, toClient);
    step(server, toClient, toServer);
    server.closeOutbound();
    toClient.clear();
    assertTrue(server.wrap(NOTHING, toClient).bytesProduced() > 0);
  }

  private SSLEngine client() throws Exception {
    SSLContext context = ca.client(null);
    SSLEngine engine = context.createSSLEngine("127.0.0.1", 1);
    engine.setUseClientMode(true);
    return engine;
  }

  private final TestCertificates ca = authority();

  private SSLEngine server() throws Exception {
    TestCertificates.Leaf leaf = ca.issue("server", "IP:127.0.0.1");
    List<X509Certificate> chain = Pem.of("cert", leaf.certificatePem()).certificates();
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[] {Identity.of(chain, leaf.key(), "cert", "key")}, null, null);
    SSLEngine engine = context.createSSLEngine("127.0.0.1", 2);
    engine.setUseClientMode(false);
    return engine;
  }

  private static TestCertificates authority() {
    try {
      return TestCertificates.authority("test authority");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void handshake(SSLEngine client, SSLEngine server) throws Exception {
    // More rounds than any handshake has.
    for (int i = 0; i < 20; i++) {
      step(client, toServer, toClient);
      step(server, toClient, toServer);
    }
    assertEquals(HandshakeStatus.NOT_HANDSHAKING, client.getHandshakeStatus());
    assertEquals(HandshakeStatus.NOT_HANDSHAKING, server.getHandshakeStatus());
  }

  /** Lets one side take what has come and send what it has to say. */
  private static void step(SSLEngine engine, ByteBuffer out, ByteBuffer in) throws Exception {
    ByteBuffer application = ByteBuffer.allocate(1 << 16);
    if (engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING && in.position() == 0) {
      engine.beginHandshake();
    }
    in.flip();
    for (boolean more = true; more; ) {
      int before = in.remaining();
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> {
          Runnable task = engine.getDelegatedTask();
          while (task != null) {
            task.run();
            task = engine.getDelegatedTask();
          }
        }
        case NEED_WRAP -> engine.wrap(NOTHING, out);
        default -> {
          more = in.hasRemaining();
          if (more) {
            engine.unwrap(in, application);
            more =
                in.remaining() < before
                    || engine.getHandshakeStatus() != HandshakeStatus.NEED_UNWRAP;
          }
        }
      }
    }
    in.compact();
  }
}
