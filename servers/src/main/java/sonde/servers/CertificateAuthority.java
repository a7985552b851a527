package sonde.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * A certificate authority for tests: makes certificates and keys in PEM files, with which real
 * servers and clients speak TLS.
 */
public final class CertificateAuthority {
  private static final Duration VALIDITY = Duration.ofDays(30);

  private final Path directory;
  private final String name;
  private final KeyPair keys;
  private final Path file;

  private CertificateAuthority(Path directory, String name, KeyPair keys) {
    this.directory = directory;
    this.name = name;
    this.keys = keys;
    this.file = directory.resolve(name + ".crt");
  }

  /**
   * A new authority, whose files go into an existing directory.
   *
   * @param name of the authority, and of its file without suffix
   */
  public static CertificateAuthority create(Path directory, String name) {
    CertificateAuthority authority = new CertificateAuthority(directory, name, ecKeys());
    Certificate certificate =
        new Certificate(name, authority.keys, List.of(), true, Instant.now().plus(VALIDITY));
    write(authority.file, "CERTIFICATE", authority.sign(certificate));
    return authority;
  }

  /** Its own certificate. */
  public Path file() {
    return file;
  }

  /** A certificate for these host names and IP addresses with an EC key, good for 30 days. */
  public TlsFiles issue(String fileName, String... hosts) {
    return issue(fileName, ecKeys(), Instant.now().plus(VALIDITY), hosts);
  }

  /** A certificate for a key pair until an instant, which may be past. */
  public TlsFiles issue(String fileName, KeyPair owner, Instant notAfter, String... hosts) {
    TlsFiles files =
        new TlsFiles(
            file, directory.resolve(fileName + ".crt"), directory.resolve(fileName + ".key"));
    Certificate certificate = new Certificate(fileName, owner, List.of(hosts), false, notAfter);
    write(files.certificate(), "CERTIFICATE", sign(certificate));
    write(files.key(), "PRIVATE KEY", owner.getPrivate().getEncoded());
    return files;
  }

  private byte[] sign(Certificate certificate) {
    try {
      byte[] body = certificate.body(name);
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.getPrivate());
      signature.update(body);
      return certificate.signed(body, signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime can sign with P-256", e);
    }
  }

  private static KeyPair ecKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has P-256", e);
    }
  }

  private static void write(Path file, String label, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    try {
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(
          file, "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n");
    } catch (IOException e) {
      throw new ServerException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
