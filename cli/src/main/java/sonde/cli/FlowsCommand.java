package sonde.cli;

import java.io.BufferedWriter;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sonde.config.ConfigException;
import sonde.config.Environment;
import sonde.flows.CaptureReading;
import sonde.flows.FlowsConfig;
import sonde.flows.FlowsConfigSource;
import sonde.flows.Summary;

/** {@code sonde flows}. */
@Command(
    name = "flows",
    description = "Accounts connections and bytes by host, live or from a capture file.")
final class FlowsCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";
  private static final int BUFFER = 1 << 16;

  private enum Format {
    text,
    json
  }

  @Option(
      names = {"--config", "--config.file"},
      paramLabel = "FILE",
      description = "Configuration file; needed unless a capture file is read.")
  private @Nullable Path config;

  @Option(
      names = "--read",
      paramLabel = "FILE",
      description =
          "Accounts this capture file, pcap or pcapng, instead of interfaces; - reads standard"
              + " input.")
  private @Nullable Path read;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "With --read: ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
  private Format format = Format.text;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    if (read != null) {
      return read(read, err);
    }
    if (config == null) {
      err.println("sonde flows: name a configuration with --config, or a capture with --read");
      return Exit.USAGE;
    }
    return new FlowsDaemon(Environment.system(), System.err).run(config);
  }

  private int read(Path file, PrintWriter err) {
    Summary summary;
    try {
      CaptureReading reading = new CaptureReading(configuration());
      summary =
          file.toString().equals(STANDARD_INPUT)
              ? reading.read("standard input", Channels.newChannel(System.in))
              : reading.read(file);
    } catch (ConfigException e) {
      err.println(e.getMessage());
      return Exit.USAGE;
    } catch (IOException e) {
      err.println("sonde flows: " + e.getMessage());
      return Exit.USAGE;
    }
    try (Writer out = new BufferedWriter(new Checked(spec.commandLine().getOut()), BUFFER)) {
      if (format == Format.json) {
        summary.writeJson(out);
      } else {
        summary.writeText(out);
      }
    } catch (IOException _) {
      // Who reads it has seen enough.
      return Exit.NO;
    }
    Optional<String> trouble = summary.trouble();
    trouble.ifPresent(message -> err.println("sonde flows: " + message));
    return trouble.isEmpty() ? Exit.OK : Exit.NO;
  }

  private FlowsConfig configuration() throws ConfigException {
    if (config == null) {
      return FlowsConfigSource.defaults();
    }
    FlowsConfig configured = new FlowsConfigSource(Environment.system()).forReading(config);
    Logging.setUp(configured.log());
    return configured;
  }

  /** Says when nobody reads any more, which a PrintWriter keeps to itself. */
  private static final class Checked extends FilterWriter {
    private final PrintWriter to;

    Checked(PrintWriter to) {
      super(to);
      this.to = to;
    }

    @Override
    public void write(char[] text, int from, int length) throws IOException {
      to.write(text, from, length);
      if (to.checkError()) {
        throw new IOException("cannot be written");
      }
    }

    @Override
    public void close() {
      // It belongs to the command line.
      to.flush();
    }
  }
}
