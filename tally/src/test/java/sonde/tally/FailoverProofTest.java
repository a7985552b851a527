package sonde.tally;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The proof in short; {@code tally/prove} runs it with more failovers, and with partitions. */
class FailoverProofTest {
  private static final long SEED = 7;

  @TempDir private Path directory;

  @Test
  void twoFailoversLoseAndRepeatNothing() throws Exception {
    try (FailoverProof proof = new FailoverProof(directory, SEED, false)) {
      assertEquals(List.of(), proof.run(2));
    }
  }
}
