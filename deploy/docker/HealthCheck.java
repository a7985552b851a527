import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * The image's health check, which has neither shell nor curl: asks a URL and exits with 0 if the answer is 200, with 1
 * and a sentence if it is anything else or there is none within three seconds. The URL is the first argument, without
 * one what SONDE_HEALTH_URL says. It opens a bare socket, because that loads the fewest classes: this starts every half
 * minute.
 */
final class HealthCheck {
  private static final int TIMEOUT_MILLIS = 3_000;

  public static void main(String[] arguments) {
    String url = arguments.length > 0 ? arguments[0] : System.getenv("SONDE_HEALTH_URL");
    if (url == null) {
      fail("health check: no URL given, and SONDE_HEALTH_URL is not set");
    }
    try {
      String status = statusLine(URI.create(url));
      if (!status.startsWith("HTTP/1.1 200 ") && !status.startsWith("HTTP/1.0 200 ")) {
        fail(url + " answered: " + status);
      }
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      fail(url + ": " + e);
    }
  }

  private static String statusLine(URI url) throws IOException, GeneralSecurityException {
    boolean tls = "https".equals(url.getScheme());
    int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(url.getHost(), port), TIMEOUT_MILLIS);
      plain.setSoTimeout(TIMEOUT_MILLIS);
      try (Socket socket = tls ? secured(plain, url.getHost(), port) : plain) {
        String request = "GET %s HTTP/1.0\r\nHost: %s\r\n\r\n".formatted(url.getRawPath(), url.getHost());
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return firstLine(socket.getInputStream());
      }
    }
  }

  private static String firstLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\r' && c != '\n' && line.length() < 200; c = in.read()) {
      line.append((char) c);
    }
    return line.toString();
  }

  /** The certificate is not checked: the question is whether something answers, and no secret is sent. */
  private static Socket secured(Socket plain, String host, int port) throws IOException, GeneralSecurityException {
    TrustManager anyone =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String type) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String type) {}

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {anyone}, null);
    return context.getSocketFactory().createSocket(plain, host, port, true);
  }

  private static void fail(String why) {
    System.err.println(why);
    System.exit(1);
  }

  private HealthCheck() {}
}
