package sonde.flows;

import java.io.Closeable;
import java.io.IOException;

/** Where packets come from: interfaces or a file. Used by one thread. */
interface PacketSource extends Closeable {
  /**
   * Hands over the packets that are there, waiting for some if there are none; returns in bounded
   * time, live sources within a tenth of a second.
   *
   * @return false once there will be no more
   * @throws IOException if the source cannot go on; the message says what to do
   */
  boolean poll(PacketHandler handler) throws IOException;

  /** What was lost before it could be handed over, since the start; files lose nothing. */
  Drops drops();

  /**
   * Packets that were lost.
   *
   * @param kernel because its buffer was full
   * @param device in the interface or its driver
   */
  record Drops(long kernel, long device) {
    static final Drops NONE = new Drops(0, 0);
  }
}
