package sonde.redisclient;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys from PEM files. The messages name the file and never show its content. */
final class Pem {
  private static final int LARGEST = 1 << 20;
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  private record Block(Path file, String label, String base64) {
    byte[] content() throws IOException {
      try {
        return Base64.getMimeDecoder().decode(base64);
      } catch (IllegalArgumentException e) {
        throw new IOException(file + " contains broken Base64", e);
      }
    }
  }

  private Pem() {}

  /** All certificates of a file in their order, at least one. */
  static List<X509Certificate> certificates(Path file) throws IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Block block : blocks(file)) {
      if (block.label.equals("CERTIFICATE")) {
        try {
          certificates.add(
              (X509Certificate)
                  CertificateFactory.getInstance("X.509")
                      .generateCertificate(new ByteArrayInputStream(block.content())));
        } catch (GeneralSecurityException e) {
          throw new IOException(file + " contains a certificate that cannot be read", e);
        }
      }
    }
    if (certificates.isEmpty()) {
      throw new IOException(file + " contains no certificate in PEM form");
    }
    return certificates;
  }

  /** The first private key of a file. */
  static PrivateKey privateKey(Path file) throws IOException {
    for (Block block : blocks(file)) {
      switch (block.label) {
        case "PRIVATE KEY" -> {
          return parse(file, block.content());
        }
        case "RSA PRIVATE KEY" -> {
          return parse(file, Pkcs8.fromPkcs1(block.content()));
        }
        case "EC PRIVATE KEY" -> {
          return parse(file, Pkcs8.fromSec1(file, block.content()));
        }
        case "ENCRYPTED PRIVATE KEY" ->
            throw new IOException(file + " contains an encrypted key: store it unencrypted");
        default -> {
          // Certificates, or the parameters of a curve: not what is looked for.
        }
      }
    }
    throw new IOException(file + " contains no private key in PEM form");
  }

  private static PrivateKey parse(Path file, byte[] pkcs8) throws IOException {
    for (String algorithm : List.of("RSA", "EC", "EdDSA", "RSASSA-PSS")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException _) {
        // A key of another algorithm.
      } catch (GeneralSecurityException e) {
        throw new IOException("this Java runtime cannot read " + algorithm + " keys", e);
      }
    }
    throw new IOException(file + " contains a private key that is neither RSA nor EC nor EdDSA");
  }

  private static List<Block> blocks(Path file) throws IOException {
    String text = read(file);
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      String body = matcher.group(2);
      // The header of a key encrypted in the old form of OpenSSL.
      if (body.contains("Proc-Type:")) {
        throw new IOException(file + " contains an encrypted key: store it unencrypted");
      }
      blocks.add(new Block(file, matcher.group(1), body.strip()));
    }
    return blocks;
  }

  private static String read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          file + (Files.exists(file) ? " is not a regular file" : ": no such file"));
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(LARGEST + 1);
      if (content.length > LARGEST) {
        throw new IOException(file + " is larger than 1 MiB");
      }
      return new String(content, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file", e);
    } catch (java.nio.file.AccessDeniedException e) {
      throw new IOException(file + ": permission denied", e);
    }
  }
}
