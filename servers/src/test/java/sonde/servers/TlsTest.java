package sonde.servers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path directory;

  @Test
  void aServerSpeaksTlsWithACertificateOfTheAuthority()
      throws IOException, GeneralSecurityException {
    CertificateAuthority authority = CertificateAuthority.create(directory, "authority");
    TlsFiles files = authority.issue("server", "localhost", "127.0.0.1");
    try (RedisServer server = RedisServer.builder().tls(files, false).start();
        Socket plain = new Socket(server.host(), server.port());
        SSLSocket socket =
            (SSLSocket)
                trusting(authority)
                    .getSocketFactory()
                    .createSocket(plain, "localhost", server.port(), true)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.UTF_8));
      assertArrayEquals(
          "+PONG\r\n".getBytes(StandardCharsets.UTF_8), socket.getInputStream().readNBytes(7));
    }
  }

  @Test
  void aReplicaFollowsATlsPrimary() {
    CertificateAuthority authority = CertificateAuthority.create(directory, "authority");
    TlsFiles files = authority.issue("server", "127.0.0.1");
    try (RedisServer primary = RedisServer.builder().tls(files, true).start();
        RedisServer replica = RedisServer.builder().tls(files, true).replicaOf(primary).start()) {
      primary.call("SET", "a", "b");
      RedisServerTest.await(() -> replica.call("GET", "a").equals("b"));
    }
  }

  @Test
  void aCertificateNamesItsHosts() throws IOException, GeneralSecurityException {
    TlsFiles files =
        CertificateAuthority.create(directory, "authority").issue("some", "a.b", "::1");
    X509Certificate certificate = read(files.certificate());
    certificate.checkValidity();
    certificate.verify(read(files.ca()).getPublicKey());
    assertEquals(-1, certificate.getBasicConstraints());
    assertEquals(
        List.of(List.of(2, "a.b"), List.of(7, "0:0:0:0:0:0:0:1")),
        List.copyOf(certificate.getSubjectAlternativeNames()));
  }

  private static SSLContext trusting(CertificateAuthority authority)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("ca", read(authority.file()));
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  private static X509Certificate read(Path file) throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }
}
