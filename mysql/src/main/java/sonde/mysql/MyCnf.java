package sonde.mysql;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sonde.config.Secret;

/**
 * The sections of an option file as MySQL's clients and mysqld_exporter read it: {@code [client]},
 * and further ones by name, of which {@code [client.NAME]} take from {@code [client]} what they do
 * not say themselves. Other options than those of {@link Section} are passed over, as are {@code
 * !include} lines: the peer follows none.
 */
public final class MyCnf {
  private static final long LARGEST = 1 << 20;

  private final Map<String, Section> sections;

  private MyCnf(Map<String, Section> sections) {
    this.sections = sections;
  }

  /**
   * Where a server is and who connects; null for what is not said.
   *
   * @param tls what {@code ssl-ca}, {@code ssl-cert}, {@code ssl-key}, {@code ssl-mode} and {@code
   *     ssl-skip-verification} say; null when none of them is there
   */
  public record Section(
      @Nullable String user,
      @Nullable Secret password,
      @Nullable String host,
      @Nullable Integer port,
      @Nullable String socket,
      @Nullable MySqlTls tls) {
    /** The address; what it does not say is 127.0.0.1:3306 without TLS. A socket goes first. */
    public MySqlAddress address() {
      MySqlTls how = tls == null ? MySqlTls.DISABLED : tls;
      if (socket != null) {
        return MySqlAddress.unix(socket).withTls(how);
      }
      return MySqlAddress.of(
              host == null ? "127.0.0.1" : host, port == null ? MySqlAddress.DEFAULT_PORT : port)
          .withTls(how);
    }
  }

  /** An option file cannot be read; the message names file and line, and shows no values. */
  public static final class MyCnfException extends IOException {
    private static final long serialVersionUID = 1;

    MyCnfException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Reads a file of at most 1 MiB.
   *
   * @throws MyCnfException when there is none, or it is not such a file
   */
  public static MyCnf read(Path file) throws MyCnfException {
    try {
      if (!Files.isRegularFile(file)) {
        throw new MyCnfException(
            "cannot read " + file + ": no such file, or not a regular one", null);
      }
      if (Files.size(file) > LARGEST) {
        throw new MyCnfException("cannot read " + file + ": it is larger than 1 MiB", null);
      }
      return parse(file.toString(), Files.readAllLines(file));
    } catch (MyCnfException e) {
      throw e;
    } catch (NoSuchFileException e) {
      throw new MyCnfException("cannot read " + file + ": no such file", e);
    } catch (AccessDeniedException e) {
      throw new MyCnfException("cannot read " + file + ": permission denied", e);
    } catch (CharacterCodingException e) {
      throw new MyCnfException("cannot read " + file + ": it is not UTF-8", e);
    } catch (IOException e) {
      throw new MyCnfException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static MyCnf parse(String file, List<String> lines) throws MyCnfException {
    Map<String, Map<String, String>> options = new LinkedHashMap<>();
    Map<String, String> current = null;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#") || line.startsWith(";") || line.startsWith("!")) {
        continue;
      }
      if (line.startsWith("[")) {
        int end = line.indexOf(']');
        if (end < 0) {
          throw new MyCnfException(file + ":" + (i + 1) + ": a section ends in ]", null);
        }
        current = options.computeIfAbsent(line.substring(1, end).strip(), name -> new HashMap<>());
      } else if (current == null) {
        throw new MyCnfException(
            file + ":" + (i + 1) + ": an option stands before the first [section]", null);
      } else {
        int equals = line.indexOf('=');
        String name = (equals < 0 ? line : line.substring(0, equals)).strip();
        current.put(
            name.toLowerCase(Locale.ROOT).replace('_', '-'),
            equals < 0 ? "" : value(line.substring(equals + 1).strip()));
      }
    }
    Map<String, Section> sections = new LinkedHashMap<>();
    for (Map.Entry<String, Map<String, String>> named : options.entrySet()) {
      Map<String, String> all = new HashMap<>();
      if (named.getKey().startsWith("client.")) {
        all.putAll(options.getOrDefault("client", Map.of()));
      }
      all.putAll(named.getValue());
      sections.put(named.getKey(), section(file, named.getKey(), all));
    }
    return new MyCnf(sections);
  }

  /** Without quotes around it and, outside of quotes, without a comment after it. */
  private static String value(String text) {
    if (text.length() > 1 && (text.charAt(0) == '"' || text.charAt(0) == '\'')) {
      int end = text.indexOf(text.charAt(0), 1);
      if (end > 0) {
        return text.substring(1, end);
      }
    }
    int comment = text.indexOf(" #");
    return comment < 0 ? text : text.substring(0, comment).strip();
  }

  private static Section section(String file, String name, Map<String, String> options)
      throws MyCnfException {
    String where = file + ": [" + name + "]: ";
    try {
      String password = options.get("password");
      String port = options.get("port");
      return new Section(
          options.get("user"),
          password == null ? null : Secret.of(password),
          options.get("host"),
          port == null ? null : Integer.valueOf(port),
          options.get("socket"),
          tls(options));
    } catch (NumberFormatException e) {
      throw new MyCnfException(where + "port is not a number", null);
    } catch (IllegalArgumentException e) {
      throw new MyCnfException(where + e.getMessage(), e);
    }
  }

  private static @Nullable MySqlTls tls(Map<String, String> options) {
    Path ca = path(options.get("ssl-ca"));
    Path cert = path(options.get("ssl-cert"));
    Path key = path(options.get("ssl-key"));
    // The peer spells it so, too.
    boolean insecure =
        isSet(options, "ssl-skip-verfication") || isSet(options, "ssl-skip-verification");
    String mode = options.get("ssl-mode");
    if (mode == null) {
      return ca == null && cert == null && key == null && !insecure
          ? null
          : MySqlTls.of(ca, cert, key, insecure);
    }
    MySqlTls.Mode named =
        MySqlTls.Mode.named(mode)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "ssl-mode is one of DISABLED, PREFERRED, REQUIRED, VERIFY_CA,"
                            + " VERIFY_IDENTITY"));
    // As MySQL's clients do: the mode says whether the files matter.
    return named == MySqlTls.Mode.DISABLED ? MySqlTls.DISABLED : new MySqlTls(named, ca, cert, key);
  }

  private static boolean isSet(Map<String, String> options, String name) {
    String value = options.get(name);
    return value != null
        && switch (value.toLowerCase(Locale.ROOT)) {
          case "", "1", "true", "yes", "on" -> true;
          default -> false;
        };
  }

  private static @Nullable Path path(@Nullable String text) {
    return text == null || text.isEmpty() ? null : Path.of(text);
  }

  /** A section by its name, such as {@code client} or {@code client.servers}. */
  public Optional<Section> section(String name) {
    return Optional.ofNullable(sections.get(name));
  }

  /** All sections by name, in the file's order. */
  public Map<String, Section> sections() {
    return Map.copyOf(sections);
  }
}
