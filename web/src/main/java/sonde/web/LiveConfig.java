package sonde.web;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sonde.config.ConfigException;
import sonde.config.ConfigReader;
import sonde.config.Converter;
import sonde.config.Report;

/**
 * The web configuration file in force: looked at before every request and every connection, read
 * when it or a certificate changed.
 *
 * <p>While it is broken every request is refused, whatever it said before. A certificate, key or
 * client CA that changed and cannot be used is another matter: the last good ones stay, as nothing
 * opens up by that, and the files of a pair change one after the other.
 */
final class LiveConfig implements Gate, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveConfig.class);
  private static final String CHALLENGE = "Basic realm=\"Sonde\", charset=\"UTF-8\"";

  private final Path file;
  private final boolean tlsAtStart;
  private final Passwords passwords = new Passwords();
  private FileStamp stamp;
  private State state;
  private List<FileStamp> tlsStamps = List.of();
  private @Nullable TlsConfig tlsSettings;
  private @Nullable Tls tls;

  /**
   * What holds until the file changes.
   *
   * @param config null while the file is broken
   */
  private record State(@Nullable WebConfig config, @Nullable TokenBucket bucket) {}

  private LiveConfig(Path file, FileStamp stamp, WebConfig config) {
    this.file = file;
    this.stamp = stamp;
    this.tlsAtStart = usesTls(config);
    this.state = new State(config, bucket(config));
  }

  /**
   * Reads the file for the first time.
   *
   * @throws ConfigException with everything that is wrong with it
   */
  static LiveConfig open(Path file) throws ConfigException {
    FileStamp stamp = FileStamp.of(file);
    WebConfig config = reader().read(file, WebConfig.class);
    WebConfigNotes.of(config).forEach(note -> LOG.warn("{}: {}", file, note));
    return new LiveConfig(file, stamp, config);
  }

  /** Adds what is wrong with a file to a report. */
  static void check(Path file, Report report) {
    reader().read(file, WebConfig.class, report);
  }

  boolean usesTls() {
    return tlsAtStart;
  }

  @Override
  public @Nullable Response refuse(Request request) throws InterruptedException {
    State now = current();
    WebConfig config = now.config();
    if (config == null) {
      return Response.text(500, "The web configuration is invalid; the server's log says why.");
    }
    if (now.bucket() != null && !now.bucket().tryTake()) {
      return Response.text(429, "Too many requests; try again later.");
    }
    Map<String, PasswordHash> users = config.basicAuthUsers();
    if (users.isEmpty()) {
      return null;
    }
    Credentials given = Credentials.of(request.header("Authorization"));
    Passwords.Verdict verdict =
        given == null
            ? Passwords.Verdict.WRONG
            : passwords.verify(users, given.user(), given.password());
    return switch (verdict) {
      case RIGHT -> null;
      case WRONG ->
          dress(Response.text(401, "Unauthorized.").withHeader("WWW-Authenticate", CHALLENGE));
      case BUSY ->
          Response.text(503, "Too many passwords are being compared; try again later.")
              .withHeader("Retry-After", "1");
    };
  }

  @Override
  public Response dress(Response response) {
    WebConfig config = current().config();
    Response dressed = response;
    if (config != null) {
      for (Map.Entry<String, String> header : config.httpServerConfig().headers().entrySet()) {
        if (!header.getValue().isBlank()) {
          dressed = dressed.withHeader(header.getKey(), header.getValue());
        }
      }
    }
    return dressed;
  }

  /** TLS for a new connection; throws if there may be none. */
  synchronized Tls tls() {
    WebConfig config = current().config();
    Tls before = tls;
    if (config == null) {
      // Connections are let in, to be told that the configuration is broken.
      if (before == null) {
        throw new IllegalStateException("there is no valid TLS configuration");
      }
      return before;
    }
    TlsConfig wanted = Objects.requireNonNull(config.tlsServerConfig());
    List<FileStamp> stamps = FileStamp.of(wanted.files());
    boolean sameSettings = wanted.equals(tlsSettings);
    if (before != null && sameSettings && stamps.equals(tlsStamps)) {
      return before;
    }
    try {
      Tls made = Tls.of(wanted);
      tls = made;
      tlsSettings = wanted;
      tlsStamps = stamps;
      return made;
    } catch (IOException | GeneralSecurityException e) {
      if (before == null || !sameSettings) {
        throw new IllegalStateException("there is no valid TLS configuration", e);
      }
      tlsStamps = stamps;
      LOG.error("{}: the old certificates stay in use: {}", file, e.getMessage());
      return before;
    }
  }

  private synchronized State current() {
    FileStamp now = FileStamp.of(file);
    if (!now.equals(stamp)) {
      stamp = now;
      reload();
    }
    return state;
  }

  private void reload() {
    try {
      WebConfig config = reader().read(file, WebConfig.class);
      if (usesTls(config) != tlsAtStart) {
        LOG.error(
            "{}: TLS cannot be turned on or off without a restart; requests are refused", file);
        state = new State(null, null);
        return;
      }
      WebConfig before = state.config();
      boolean sameLimit = before != null && Objects.equals(before.rateLimit(), config.rateLimit());
      state = new State(config, sameLimit ? state.bucket() : bucket(config));
      LOG.info("{} was read again", file);
    } catch (ConfigException e) {
      LOG.error("the web configuration is invalid; requests are refused:\n{}", e.getMessage());
      state = new State(null, null);
    }
  }

  private static @Nullable TokenBucket bucket(WebConfig config) {
    WebConfig.RateLimitConfig limit = config.rateLimit();
    return limit == null || limit.interval().isZero()
        ? null
        : new TokenBucket(limit.interval(), limit.burst(), System::nanoTime);
  }

  private static boolean usesTls(WebConfig config) {
    TlsConfig tls = config.tlsServerConfig();
    return tls != null && tls.enabled();
  }

  static ConfigReader reader() {
    return ConfigReader.literal()
        .with(ClientAuth.class, Converter.ofText(ClientAuth::of))
        .with(TlsVersion.class, Converter.ofText(TlsVersion::of))
        .with(PasswordHash.class, Converter.ofText(PasswordHash::parse))
        .with(FileName.class, FileName.CONVERTER);
  }

  @Override
  public void close() {
    passwords.close();
  }
}
