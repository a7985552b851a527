package sonde.flows;

import org.jspecify.annotations.Nullable;

/** The records of a batch as columns, for arrays of a database. */
final class RecordColumns {
  final long[] sequence;
  final String[] time;
  final String[] started;
  final String[] event;
  final String[] protocol;
  final String[] host;
  final @Nullable Integer[] hostPort;
  final @Nullable String[] server;
  final int[] port;
  final long[] connections;
  final long[] packetsFromHost;
  final long[] bytesFromHost;
  final long[] packetsToHost;
  final long[] bytesToHost;

  /** Of the records from a number on. */
  RecordColumns(Batch batch, long from) {
    int count = (int) (batch.last() - from) + 1;
    sequence = new long[count];
    time = new String[count];
    started = new String[count];
    event = new String[count];
    protocol = new String[count];
    host = new String[count];
    hostPort = new @Nullable Integer[count];
    server = new @Nullable String[count];
    port = new int[count];
    connections = new long[count];
    packetsFromHost = new long[count];
    bytesFromHost = new long[count];
    packetsToHost = new long[count];
    bytesToHost = new long[count];
    RecordText text = new RecordText();
    for (int i = 0; i < count; i++) {
      sequence[i] = from + i;
      set(i, batch.record(from + i), text);
    }
  }

  private void set(int i, FlowRecord record, RecordText text) {
    time[i] = text.time(record.time());
    started[i] = text.time(record.started());
    event[i] = record.event().text();
    protocol[i] = RecordText.protocol(record.protocol());
    host[i] = record.client().hostName();
    server[i] = RecordText.server(record.server());
    hostPort[i] = server[i] == null ? null : Integer.valueOf(record.clientPort());
    port[i] = record.serverPort();
    connections[i] = RecordText.amount(record.connections());
    packetsFromHost[i] = RecordText.amount(record.clientPackets());
    bytesFromHost[i] = RecordText.amount(record.clientBytes());
    packetsToHost[i] = RecordText.amount(record.serverPackets());
    bytesToHost[i] = RecordText.amount(record.serverBytes());
  }
}
