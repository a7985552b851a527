package sonde.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sonde.flows.Wire.ACK;
import static sonde.flows.Wire.FIN;
import static sonde.flows.Wire.RST;
import static sonde.flows.Wire.SYN;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
  private static final String CLIENT = "10.0.0.1:40000";
  private static final String SERVER = "10.0.0.9:80";

  private final Wire wire = new Wire(Set.of(80), 1000);

  @Test
  void aConnectionFromItsOpeningToItsEnd() {
    wire.connection(CLIENT, SERVER, 1);
    assertEquals(
        List.of(
            new Wire.Entry("opened", CLIENT, 80, 1, 1, 100),
            new Wire.Entry("closed", CLIENT, 80, 0, 7, 700)),
        wire.entries());
    assertEquals(
        List.of(new HostFigures("10.0.0.1", 80, 1, 8, 800)), HostFigures.of(wire.meters.table()));
    assertLedger(1, 1, 1, 0, 0, 0, 0, 0);
    FlowRecord closed = wire.records.getLast();
    assertEquals(4, closed.clientPackets());
    assertEquals(300, closed.serverBytes());
    assertEquals("10.0.0.9", closed.server().toString());
  }

  private void assertLedger(
      long opened,
      long established,
      long closed,
      long refused,
      long reset,
      long timedOut,
      long open,
      long evicted) {
    Ledger ledger = wire.ledger();
    assertEquals(
        List.of(opened, established, closed, refused, reset, timedOut, open, evicted),
        List.of(
            ledger.connectionsOpened(),
            ledger.connectionsEstablished(),
            ledger.connectionsClosed(),
            ledger.connectionsRefused(),
            ledger.connectionsReset(),
            ledger.connectionsTimedOut(),
            ledger.connectionsOpen(),
            ledger.connectionsEvicted()));
    assertEquals(opened, closed + open + evicted);
    assertEquals(ledger.packetsDelivered(), ledger.packetsAccounted() + ledger.packetsOtherPorts());
  }

  @Test
  void anOpeningCountsAtOnce() {
    wire.tcp(CLIENT, SERVER, SYN);
    assertEquals(List.of(new Wire.Entry("opened", CLIENT, 80, 1, 1, 100)), wire.entries());
    assertLedger(1, 0, 0, 0, 0, 0, 1, 0);
  }

  @Test
  void anOpeningSentAgainIsTheSame() {
    wire.tcp(CLIENT, SERVER, SYN, 7);
    for (int second = 1; second <= 64; second *= 2) {
      wire.after(Duration.ofSeconds(second)).tcp(CLIENT, SERVER, SYN, 7);
    }
    assertLedger(1, 0, 0, 0, 0, 0, 1, 0);
  }

  @Test
  void anotherOpeningBetweenTheSameEndsIsAnother() {
    wire.tcp(CLIENT, SERVER, SYN, 7)
        .tcp(SERVER, CLIENT, SYN | ACK)
        .tcp(CLIENT, SERVER, ACK)
        .tcp(CLIENT, SERVER, SYN, 8);
    assertLedger(2, 1, 1, 0, 0, 1, 1, 0);
    wire.tcp(SERVER, CLIENT, RST | ACK).tcp(CLIENT, SERVER, SYN, 9);
    assertLedger(3, 1, 2, 1, 0, 1, 1, 0);
  }

  @Test
  void refusedAndResetOnesCountWithTheirState() {
    wire.tcp(CLIENT, SERVER, SYN).tcp(SERVER, CLIENT, RST | ACK);
    assertEquals(Map.of("opened", 1L, "refused", 1L), wire.events());
    wire.tcp("10.0.0.2:1", SERVER, SYN)
        .tcp(SERVER, "10.0.0.2:1", SYN | ACK)
        .tcp("10.0.0.2:1", SERVER, ACK)
        .tcp(SERVER, "10.0.0.2:1", RST);
    // Given up by who asked.
    wire.tcp("10.0.0.3:1", SERVER, SYN).tcp("10.0.0.3:1", SERVER, RST);
    assertEquals(Map.of("opened", 3L, "refused", 1L, "reset", 2L), wire.events());
    assertLedger(3, 1, 3, 1, 2, 0, 0, 0);
  }

  @Test
  void theClientIsWhoDidNotAnswerTheOpening() {
    wire.tcp(SERVER, CLIENT, SYN | ACK).tcp(CLIENT, SERVER, ACK);
    assertEquals(CLIENT, wire.entries().getFirst().client());
    assertLedger(1, 1, 0, 0, 0, 0, 1, 0);
  }

  @Test
  void ofOneThatWasOpenBeforeTheServerHasTheConfiguredPort() {
    wire.tcp(SERVER, CLIENT, ACK);
    assertEquals(CLIENT, wire.entries().getFirst().client());
    assertLedger(1, 1, 0, 0, 0, 0, 1, 0);
  }

  @Test
  void orTheLowerOne() {
    Wire all = new Wire(Set.of(), 10);
    all.tcp("10.0.0.1:30000", "10.0.0.2:40000", ACK);
    assertEquals("10.0.0.2:40000", all.entries().getFirst().client());
    assertEquals(30000, all.entries().getFirst().port());
  }

  @Test
  void aConfiguredPortOfTheClientDoesNotCount() {
    String odd = "10.0.0.1:80";
    String other = "10.0.0.9:22";
    wire.tcp(odd, other, SYN).tcp(other, odd, SYN | ACK).tcp(odd, other, ACK);
    assertEquals(List.of(), wire.entries());
    assertEquals(3, wire.otherPorts);
    assertLedger(0, 0, 0, 0, 0, 0, 0, 0);
    wire.tcp("10.0.0.1:5", "10.0.0.9:6", SYN);
    assertEquals(4, wire.otherPorts);
  }

  @Test
  void aResetOfWhatWasNotSeenRefusesNothing() {
    wire.tcp(SERVER, CLIENT, RST);
    assertLedger(1, 0, 1, 0, 1, 0, 0, 0);
  }

  @Test
  void latePacketsDoNotOpenItAgain() {
    wire.connection(CLIENT, SERVER, 1)
        .tcp(SERVER, CLIENT, ACK)
        .tcp(CLIENT, SERVER, RST)
        .tcp(CLIENT, SERVER, SYN, 1);
    assertLedger(1, 1, 1, 0, 0, 0, 0, 0);
    wire.after(Duration.ofSeconds(16));
    assertEquals(new Wire.Entry("active", CLIENT, 80, 0, 3, 300), wire.entries().getLast());
    assertEquals(0, wire.flows.size());
    wire.connection(CLIENT, SERVER, 1);
    assertLedger(2, 2, 2, 0, 0, 0, 0, 0);
  }

  @Test
  void aMissingLastAcknowledgementIsNotWaitedForLong() {
    wire.tcp(CLIENT, SERVER, SYN)
        .tcp(SERVER, CLIENT, SYN | ACK)
        .tcp(CLIENT, SERVER, ACK)
        .tcp(CLIENT, SERVER, FIN | ACK)
        .tcp(SERVER, CLIENT, FIN | ACK)
        .tcp(SERVER, CLIENT, FIN | ACK);
    assertLedger(1, 1, 0, 0, 0, 0, 1, 0);
    wire.after(Duration.ofSeconds(16));
    assertLedger(1, 1, 1, 0, 0, 0, 0, 0);
    assertEquals("closed", wire.entries().getLast().event());
  }

  @Test
  void whatWasNotAnsweredOrEndedTimesOut() {
    wire.tcp(CLIENT, SERVER, SYN);
    wire.tcp("10.0.0.2:1", SERVER, ACK).tcp(SERVER, "10.0.0.2:1", FIN | ACK);
    wire.after(Duration.ofMinutes(5));
    assertLedger(2, 1, 1, 0, 0, 1, 1, 0);
    wire.after(Duration.ofHours(3));
    assertLedger(2, 1, 2, 0, 0, 2, 0, 0);
    assertEquals(0, wire.flows.size());
  }

  @Test
  void aNewPacketAfterTheTimeIsAnotherConnectionEvenIfNobodyLookedBefore() {
    wire.tcp(CLIENT, SERVER, ACK);
    wire.now += Duration.ofHours(3).toNanos();
    wire.tcp(CLIENT, SERVER, ACK);
    assertLedger(2, 2, 1, 0, 0, 1, 1, 0);
  }

  @Test
  void oneThatStaysOpenIsRecordedEverySoOften() {
    wire.tcp(CLIENT, SERVER, SYN).tcp(SERVER, CLIENT, SYN | ACK).tcp(CLIENT, SERVER, ACK);
    for (int second = 0; second < 180; second++) {
      wire.after(Duration.ofSeconds(1)).tcp(CLIENT, SERVER, ACK);
    }
    // A minute without traffic has no record.
    wire.after(Duration.ofSeconds(61)).after(Duration.ofSeconds(61));
    assertEquals(Map.of("opened", 1L, "active", 4L), wire.events());
    assertEquals(183, wire.records.stream().mapToLong(FlowRecord::packets).sum());
  }

  @Test
  void conversationsOverUdpEndByBeingSilent() {
    wire.udp(CLIENT, SERVER).udp(SERVER, CLIENT).udp("10.0.0.2:1", SERVER);
    assertLedger(2, 1, 0, 0, 0, 0, 2, 0);
    wire.after(Duration.ofSeconds(121));
    assertEquals(Map.of("opened", 2L, "closed", 1L, "timed_out", 1L), wire.events());
    wire.udp(CLIENT, SERVER);
    assertLedger(3, 1, 2, 0, 0, 1, 1, 0);
  }

  @Test
  void theOneIdleForLongestMakesRoom() {
    Wire small = new Wire(Set.of(80), 3);
    for (int host = 1; host <= 3; host++) {
      small.tcp("10.0.0." + host + ":1", SERVER, ACK).after(Duration.ofSeconds(2));
    }
    small.tcp("10.0.0.1:1", SERVER, ACK).tcp("10.0.0.4:1", SERVER, SYN);
    assertEquals("evicted", small.entries().get(3).event());
    assertEquals("10.0.0.2:1", small.entries().get(3).client());
    assertEquals(3, small.flows.size());
    assertEquals(1, small.ledger().connectionsEvicted());
    assertEquals(3, small.ledger().connectionsOpen());
    assertEquals(4, small.ledger().connectionsOpened());
  }

  @Test
  void whatIsLeftIsRecordedAtTheEnd() {
    wire.tcp(CLIENT, SERVER, SYN).tcp(SERVER, CLIENT, SYN | ACK);
    wire.connections.flush(wire.now, wire.now);
    assertEquals(new Wire.Entry("active", CLIENT, 80, 0, 1, 100), wire.entries().getLast());
    assertLedger(1, 0, 0, 0, 0, 0, 1, 0);
  }

  @Test
  void recordsMetersAndLedgerAddUpWhateverIsSent() {
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Wire any = new Wire(Set.of(80, 90), random.nextInt(1, 20));
      int[] flags = {SYN, SYN | ACK, ACK, FIN | ACK, RST, RST | ACK, FIN, 0, SYN | FIN};
      for (int i = 0; i < 500; i++) {
        String one = "10.0.0." + random.nextInt(3) + ":" + random.nextInt(78, 82);
        String two = "10.0.0." + random.nextInt(3) + ":" + random.nextInt(88, 92);
        if (random.nextInt(10) == 0) {
          any.udp(one, two);
        } else {
          any.tcp(one, two, flags[random.nextInt(flags.length)], random.nextInt(3));
        }
        if (random.nextInt(20) == 0) {
          any.after(Duration.ofSeconds(random.nextInt(300)));
        }
      }
      any.connections.flush(any.now, any.now);
      Ledger ledger = any.ledger();
      assertEquals(
          ledger.connectionsOpened(),
          ledger.connectionsClosed() + ledger.connectionsOpen() + ledger.connectionsEvicted());
      assertEquals(
          ledger.packetsAccounted(), any.records.stream().mapToLong(FlowRecord::packets).sum());
      assertEquals(
          ledger.connectionsOpened(),
          any.records.stream().mapToLong(FlowRecord::connections).sum());
      List<HostFigures> hosts = HostFigures.of(any.meters.table());
      assertEquals(ledger.packetsAccounted(), hosts.stream().mapToLong(HostFigures::packets).sum());
      assertEquals(
          ledger.connectionsOpened(), hosts.stream().mapToLong(HostFigures::connections).sum());
      assertTrue(any.flows.size() <= 20);
      assertTrue(any.records.stream().allMatch(r -> r.serverPort() == 80 || r.serverPort() == 90));
    }
  }
}
