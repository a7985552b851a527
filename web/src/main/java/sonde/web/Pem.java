package sonde.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the textual form of certificates and keys (RFC 7468). Messages never hold any of it. */
final class Pem {
  private static final int LARGEST = 1 << 20;
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----(.*?)-----END \\1-----", Pattern.DOTALL);

  private Pem() {}

  /** What stands between the marks, decoded, and which marks they are. */
  static final class Block {
    private final String label;
    private final byte[] der;

    Block(String label, byte[] der) {
      this.label = label;
      this.der = der;
    }

    String label() {
      return label;
    }

    byte[] der() {
      return der;
    }
  }

  /** The text of a file of at most 1 MiB; the message of a failure names it. */
  static String read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("cannot read " + file + ": it is a directory");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(LARGEST + 1);
      if (content.length > LARGEST) {
        throw new IOException("cannot read " + file + ": it is larger than 1 MiB");
      }
      return new String(content, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new IOException("cannot read " + file + ": no such file", e);
    } catch (AccessDeniedException e) {
      throw new IOException("cannot read " + file + ": permission denied", e);
    }
  }

  /**
   * All certificates in order, at least one.
   *
   * @param name of the file or key, for messages
   */
  static List<X509Certificate> certificates(String name, String pem)
      throws GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    var certificates = new ArrayList<X509Certificate>();
    for (Block block : blocks(name, pem)) {
      if (!block.label().equals("CERTIFICATE")) {
        continue;
      }
      try {
        certificates.add(
            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der())));
      } catch (GeneralSecurityException e) {
        throw new GeneralSecurityException(name + " holds a broken certificate", e);
      }
    }
    if (certificates.isEmpty()) {
      throw new GeneralSecurityException(
          name + " holds no certificate (-----BEGIN CERTIFICATE-----)");
    }
    return List.copyOf(certificates);
  }

  static List<Block> blocks(String name, String pem) throws GeneralSecurityException {
    var blocks = new ArrayList<Block>();
    Matcher matcher = BLOCK.matcher(pem);
    while (matcher.find()) {
      String body = matcher.group(2);
      if (body.contains(":")) {
        throw new GeneralSecurityException(
            name + " is encrypted; decrypt it, e.g. with openssl pkey");
      }
      try {
        // Only the MIME decoder passes over line ends; it passes over all else too.
        blocks.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(body)));
      } catch (IllegalArgumentException e) {
        throw new GeneralSecurityException(name + " is damaged: its Base64 has a bad end", e);
      }
    }
    return blocks;
  }
}
