package sonde.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.servers.SqlServer;

/** The proof in short; {@code flows/prove} runs it with more crashes, on MariaDB. */
class CrashProofTest {
  private static final long SEED = 7;

  @TempDir private Path directory = Path.of("");

  @Test
  void crashesLoseNothingThatWasSpooledAndRepeatNothing() throws Exception {
    String obstacle = LiveCapture.obstacle();
    assumeTrue(obstacle == null, () -> "cannot capture here: " + obstacle);
    SqlServer database = Sinks.server(Sinks.Kind.POSTGRES);
    try (CrashProof proof = new CrashProof(directory, database, SEED)) {
      assertEquals(List.of(), proof.run(4));
    }
  }
}
