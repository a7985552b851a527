package sonde.exporter;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What was built.
 *
 * @param version the release
 * @param revision the commit; {@code unknown} when built without its repository
 */
public record BuildInfo(String version, String revision) {
  /** This build. */
  public static BuildInfo current() {
    Properties properties = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream("build.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("the build's properties cannot be read", e);
    }
    String revision = properties.getProperty("revision", "");
    return new BuildInfo(
        properties.getProperty("version", "unknown"),
        revision.isEmpty() || revision.startsWith("$") ? "unknown" : revision);
  }

  /** The Java that runs it. */
  public String java() {
    return Runtime.version().toString();
  }
}
