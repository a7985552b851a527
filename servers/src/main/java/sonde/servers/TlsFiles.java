package sonde.servers;

import java.nio.file.Path;

/**
 * PEM files of one TLS party.
 *
 * @param ca the authority's certificate
 * @param certificate the party's own certificate
 * @param key its unencrypted PKCS#8 private key, readable by the owner only
 */
public record TlsFiles(Path ca, Path certificate, Path key) {}
