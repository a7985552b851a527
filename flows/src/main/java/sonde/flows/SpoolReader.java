package sonde.flows;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads batches across a spool's files, and remembers where it was. For one thread. */
final class SpoolReader implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(SpoolReader.class);

  private final ByteBuffer block = SegmentReader.room();
  private byte[] bytes = {};
  private @Nullable SegmentReader current;

  /** The number of the last record before the reader's position. */
  private long position;

  /** The last lost record that was told of. */
  private long lost;

  /** The records after a number, as far as they follow one another; null if there are none. */
  @Nullable Batch read(Segment[] segments, long after, int most) throws IOException {
    int room = Math.max(most, Segment.MOST);
    if (bytes.length < room * FlowRecord.BYTES) {
      bytes = new byte[room * FlowRecord.BYTES];
    }
    SegmentReader reader = seek(segments, after);
    long first = 0;
    int count = 0;
    while (true) {
      long before = reader.position();
      if (!reader.next(reader.segment().durable())) {
        Segment following = following(segments, reader.segment());
        if (following == null) {
          break;
        }
        reader = open(following);
        continue;
      }
      if (reader.last() <= after || reader.last() <= position) {
        continue;
      }
      if (count == 0) {
        first = Math.max(after + 1, reader.first());
        tellLoss(reader, before, after + 1, first - 1);
      } else if (reader.first() != first + count || count + reader.count() > room) {
        reader.position(before);
        break;
      }
      long from = Math.max(first, reader.first());
      reader.copy(from, bytes, count * FlowRecord.BYTES);
      count += (int) (reader.last() - from) + 1;
      position = reader.last();
    }
    return count == 0 ? null : new Batch(first, count, bytes);
  }

  private SegmentReader seek(Segment[] segments, long after) throws IOException {
    if (current != null && position == after) {
      return current;
    }
    position = 0;
    Segment from = segments[0];
    for (Segment segment : segments) {
      if (segment.first() <= after + 1) {
        from = segment;
      }
    }
    return open(from);
  }

  private SegmentReader open(Segment segment) throws IOException {
    close();
    current = new SegmentReader(segment, block);
    return current;
  }

  private static @Nullable Segment following(Segment[] segments, Segment of) {
    for (Segment segment : segments) {
      if (segment.first() > of.first()) {
        return segment;
      }
    }
    return null;
  }

  private void tellLoss(SegmentReader reader, long offset, long from, long to) {
    if (to >= from && to > lost) {
      lost = to;
      LOG.warn(
          "the spool is damaged: records {} to {} are lost; file {}, at or before byte {} to {}",
          from,
          to,
          reader.segment().file(),
          offset,
          reader.start());
    }
  }

  /** Lets go of a file that is to be deleted. */
  void leave(Segment segment) throws IOException {
    if (current != null && current.segment() == segment) {
      close();
    }
  }

  @Override
  public void close() throws IOException {
    if (current != null) {
      current.close();
      current = null;
    }
  }
}
