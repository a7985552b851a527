package sonde.flows;

import java.util.ArrayList;
import java.util.List;

/** Records to spool, each told from the others by its number. */
final class Records {
  static final long TIME = 1_780_000_000_000L;

  private Records() {}

  /** Records of which the first has this number; a tenth as many hosts as there are records. */
  static byte[] of(long first, int count) {
    byte[] bytes = new byte[count * FlowRecord.BYTES];
    for (int i = 0; i < count; i++) {
      put(bytes, i, first + i);
    }
    return bytes;
  }

  static void put(byte[] to, int index, long number) {
    int at = index * FlowRecord.BYTES;
    long client = Address.mapped(0x0a00_0000 | (int) (number % 97));
    FlowRecord.putIdentity(
        to,
        at,
        Event.OPENED,
        6,
        0,
        client,
        (int) (number & 0xffff),
        0,
        Address.mapped(0x7f00_0001),
        80);
    FlowRecord.putAmounts(to, at, TIME + number, TIME, 1, number, 60 * number, 0, 0);
  }

  /** The numbers of the records that follow, all of them. */
  static List<Long> read(Spool spool, long after, int most) throws Exception {
    List<Long> numbers = new ArrayList<>();
    long position = after;
    for (Batch batch = spool.read(position, most);
        batch != null;
        batch = spool.read(position, most)) {
      for (long number = batch.first(); number <= batch.last(); number++) {
        if (batch.record(number).clientPackets() != number) {
          throw new AssertionError("record " + number + " is " + batch.record(number));
        }
        numbers.add(number);
      }
      position = batch.last();
    }
    return numbers;
  }
}
