package sonde.collect;

/**
 * What a node runs.
 *
 * @param product the flavour in lower case: {@code redis}, {@code valkey}, {@code mariadb}
 * @param version its version
 */
public record Server(String product, Version version) {
  /** A server of a product and the text of a version. */
  public static Server of(String product, String version) {
    return new Server(product, Version.parse(version));
  }

  @Override
  public String toString() {
    return product + " " + version;
  }
}
