package sonde.flows;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** Accounts capture files; with a database in the configuration, into it, too. */
public final class CaptureReading {
  private final FlowsConfig config;

  /** Accounts as configured; interfaces do not matter. */
  public CaptureReading(FlowsConfig config) {
    this.config = config;
  }

  /**
   * Accounts a file, pcap or pcapng.
   *
   * @throws IOException if it is no such file or cannot be read; the message names it
   */
  public Summary read(Path file) throws IOException {
    try (CaptureFile capture = CaptureFile.open(file, config.filter())) {
      return read(capture);
    }
  }

  /**
   * Accounts what comes over a channel, and closes it.
   *
   * @param name for messages
   * @throws IOException if it is no capture
   */
  public Summary read(String name, ReadableByteChannel channel) throws IOException {
    try (CaptureFile capture = CaptureFile.open(name, channel, config.filter())) {
      return read(capture);
    }
  }

  private Summary read(PacketSource capture) throws IOException {
    long seed = new SecureRandom().nextLong();
    if (config.sink() == null) {
      return read(capture, Recorder.NONE, seed);
    }
    try (Pipeline pipeline = Pipeline.open(config, true, seed)) {
      Summary summary = read(capture, pipeline.recorder(), seed);
      pipeline.recorder().flush(System.currentTimeMillis() * 1_000_000);
      pipeline.await();
      return summary.with(pipeline.ledger());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted; what was not written yet waits in the spool", e);
    }
  }

  private Summary read(PacketSource capture, Recorder recorder, long seed) {
    Meters meters = Meters.ofAll(config.maxFlows(), seed);
    Accounting accounting = Accounting.of(config, meters, recorder, true, seed);
    String trouble = accountAll(capture, accounting);
    accounting.flush();
    return new Summary(accounting.ledger(), null, HostFigures.of(meters.table()), trouble);
  }

  /** Hands all packets over; returns what kept it from reading on, null if nothing did. */
  private static @Nullable String accountAll(PacketSource capture, Accounting accounting) {
    try {
      while (capture.poll(accounting)) {
        // As long as there are some.
      }
      return null;
    } catch (IOException e) {
      return e.getMessage();
    }
  }
}
