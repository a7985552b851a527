package sonde.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.2.10",
        "::",
        "::1",
        "2001:db8::1",
        "2001:db8:0:1:1:1:1:1",
        "1:0:0:2::3",
        "fe80::",
        "1::2:0:0:3:4",
        "10:0:1:2:3:4:5:6"
      })
  void addressesAreWrittenAsTheyAreRead(String text) {
    assertEquals(text, Report.text(InetAddress.ofLiteral(text)));
  }
}
