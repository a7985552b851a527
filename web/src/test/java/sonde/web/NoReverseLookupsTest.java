package sonde.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class NoReverseLookupsTest {
  @Test
  void anAddressHasNoNameAndANameHasItsAddresses() throws Exception {
    // Every host knows 127.0.0.1 as localhost, if it is asked.
    assertEquals("127.0.0.1", InetAddress.getByAddress(new byte[] {127, 0, 0, 1}).getHostName());
    for (InetAddress address : InetAddress.getAllByName("localhost")) {
      assertTrue(address.isLoopbackAddress());
    }
  }
}
