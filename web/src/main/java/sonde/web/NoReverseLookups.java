package sonde.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.stream.Stream;

/**
 * Keeps the process from asking the name service which name an address has; names are looked up as
 * ever.
 *
 * <p>The JDK's server does ask, at every TLS connection, for a name that nobody needs ({@code
 * SSLStreams} in JDK 25 calls {@code InetSocketAddress.getHostName}). The call blocks a carrier of
 * virtual threads, of which there may be one, so a slow name service would stop every handler with
 * any client's connection. There is no other way to turn it off than this one for the whole
 * process.
 */
public final class NoReverseLookups extends InetAddressResolverProvider {
  /** For {@link java.util.ServiceLoader}. */
  public NoReverseLookups() {}

  @Override
  public InetAddressResolver get(Configuration configuration) {
    InetAddressResolver builtin = configuration.builtinResolver();
    return new InetAddressResolver() {
      @Override
      public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
          throws UnknownHostException {
        return builtin.lookupByName(host, policy);
      }

      @Override
      public String lookupByAddress(byte[] address) throws UnknownHostException {
        throw new UnknownHostException("addresses are not looked up");
      }
    };
  }

  @Override
  public String name() {
    return "no-reverse-lookups";
  }
}
