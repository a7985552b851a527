package sonde.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

class PrivateDirectoryTest {
  @Test
  void onlyTheOwnerCanEnterAndNothingIsLeft() throws IOException {
    Path path;
    try (PrivateDirectory directory = PrivateDirectory.create("mine-")) {
      path = directory.path();
      assertTrue(path.isAbsolute());
      assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
      Files.writeString(Files.createDirectory(path.resolve("deeper")).resolve("file"), "text");
    }
    assertFalse(Files.exists(path));
    // As at the JVM's end, when the hook was here first.
    Workspace.delete(path);
  }
}
