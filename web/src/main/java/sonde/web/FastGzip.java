package sonde.web;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Gzip at its fastest level: an exposition still shrinks to a seventh, at a third of the default
 * level's time.
 */
final class FastGzip extends GZIPOutputStream {
  FastGzip(OutputStream out) throws IOException {
    super(out, 4096);
    def.setLevel(Deflater.BEST_SPEED);
  }

  /** Gives back the deflater's native memory, which {@code finish} alone keeps. */
  void release() {
    def.end();
  }
}
