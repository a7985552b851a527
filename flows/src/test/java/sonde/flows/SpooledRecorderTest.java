package sonde.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpooledRecorderTest {
  private static final long SMALL = 1 << 20;

  @TempDir private Path directory;

  /** Connections of ten hosts until there was room for none of their details for a while. */
  @Test
  void aFullSpoolTakesSumsInsteadOfDetailsAndLosesNone() throws Exception {
    int opened = 30_000;
    List<FlowRecord> records = new ArrayList<>();
    try (Spool spool = Spool.open(directory, SMALL)) {
      SpoolWriter writer = new SpoolWriter(spool, 4, System::nanoTime);
      SpooledRecorder recorder = new SpooledRecorder(writer, false, 1);
      Connections connections =
          new Connections(
              new FlowTable(1),
              PortSet.of(List.of(80)),
              Meters.ofAll(100, 1),
              recorder,
              1000,
              Duration.ofMinutes(1));
      Packet packet = new Packet();
      packet.protocol = Packet.TCP;
      packet.flags = Packet.SYN;
      packet.length = 60;
      packet.targetPort = 80;
      packet.targetLow = Address.mapped(9);
      long now = Duration.ofDays(1).toNanos();
      for (int i = 0; i < opened; i++) {
        packet.sourceLow = Address.mapped(1 + i % 10);
        packet.sourcePort = i / 10;
        packet.sequence = i;
        connections.prepare(new Packet[] {packet}, 1);
        connections.packet(packet, now, now);
        now += Duration.ofMillis(1).toNanos();
        recorder.tick(now, now);
        step(writer);
      }
      assertEquals(SpoolWriter.Room.SUMS, writer.room());
      assertTrue(recorder.givenUp() > 0);
      connections.flush(now, now);
      recorder.flush(now);
      step(writer);
      writer.close();
      assertEquals(recorder.made() - recorder.givenUp(), spool.last());
      for (long at = 0; at < spool.last(); ) {
        Batch batch = Objects.requireNonNull(spool.read(at, 1000));
        for (long number = batch.first(); number <= batch.last(); number++) {
          records.add(batch.record(number));
        }
        at = batch.last();
      }
    }
    assertEquals(opened, records.stream().mapToLong(FlowRecord::connections).sum());
    assertEquals(opened, records.stream().mapToLong(FlowRecord::packets).sum());
    assertEquals(60L * opened, records.stream().mapToLong(FlowRecord::bytes).sum());
    List<FlowRecord> sums =
        records.stream().filter(record -> record.event() == Event.SUMS).toList();
    assertTrue(sums.stream().allMatch(sum -> sum.protocol() == Packet.TCP));
    assertTrue(sums.stream().allMatch(sum -> sum.serverPort() == 80 && sum.started() > 0));
    assertEquals(10, sums.stream().map(FlowRecord::client).distinct().count());
  }

  private static void step(SpoolWriter writer) {
    while (writer.step() == 0) {
      // One block a turn.
    }
  }
}
