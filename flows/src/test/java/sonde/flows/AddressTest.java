package sonde.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.2.1",
        "255.255.255.255",
        "0.0.0.0",
        "::",
        "::1",
        "2001:db8::1",
        "2001:db8:0:1:1:1:1:1",
        "2001:0:0:1::1",
        "2001:db8::1:0:0:1",
        "fe80::",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
      })
  void isWrittenAsPeopleDo(String text) throws Exception {
    byte[] bytes = InetAddress.getByName(text).getAddress();
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    Address address =
        bytes.length == 4
            ? new Address(0, Address.mapped(buffer.getInt()))
            : new Address(buffer.getLong(), buffer.getLong());
    assertEquals(text, address.toString());
  }
}
