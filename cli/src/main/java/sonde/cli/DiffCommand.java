package sonde.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sonde.collect.ExpositionParser;
import sonde.collect.MalformedExpositionException;
import sonde.collect.ParsedFamily;

/** {@code sonde diff}. */
@Command(
    name = "diff",
    description =
        "Compares two expositions, say a peer's and Sonde's: families missing, types or labels that"
            + " differ, series missing, values that differ. Exits with 1 if the new one lacks"
            + " anything.")
final class DiffCommand implements Callable<Integer> {
  private static final int LARGEST = 64 << 20;
  private static final int TIMEOUT_MILLIS = 30_000;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "OLD", description = "URL or file of the old exposition.")
  private String old = "";

  @Parameters(index = "1", paramLabel = "NEW", description = "URL or file of the new exposition.")
  private String fresh = "";

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      ExpositionDiff diff = new ExpositionDiff(read(old), read(fresh));
      diff.lines().forEach(out::println);
      return diff.lacks() ? Exit.NO : Exit.OK;
    } catch (IOException | IllegalArgumentException e) {
      spec.commandLine().getErr().println("sonde diff: " + e.getMessage());
      return Exit.USAGE;
    }
  }

  private static List<ParsedFamily> read(String where) throws IOException {
    String text;
    try (InputStream in = open(where)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new IOException(where + " is larger than 64 MiB");
      }
      text = new String(bytes, StandardCharsets.UTF_8);
    }
    try {
      return ExpositionParser.parse(ExpositionParser.formatOf(text), text);
    } catch (MalformedExpositionException e) {
      throw new IOException(where + " is no exposition: " + e.getMessage(), e);
    }
  }

  private static InputStream open(String where) throws IOException {
    if (where.startsWith("http://") || where.startsWith("https://")) {
      URLConnection connection = URI.create(where).toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      return connection.getInputStream();
    }
    Path file = Path.of(where);
    if (!Files.isRegularFile(file)) {
      throw new IOException(where + ": no such file");
    }
    return Files.newInputStream(file);
  }
}
