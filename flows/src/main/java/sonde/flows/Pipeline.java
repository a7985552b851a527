package sonde.flows;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way of records: from the recorder through the spool into the database. */
final class Pipeline implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

  /** Four megabytes of records between the capture and the disk. */
  private static final int BLOCKS = 64;

  private static final long LOOK_MILLIS = 20;

  private final Spool spool;
  private final SpoolWriter writer;
  private final SpooledRecorder recorder;
  private final Delivery delivery;
  private final long found;
  private final long begun;

  private Pipeline(
      Spool spool,
      SpoolWriter writer,
      SpooledRecorder recorder,
      Delivery delivery,
      long found,
      long begun) {
    this.spool = spool;
    this.writer = writer;
    this.recorder = recorder;
    this.delivery = delivery;
    this.found = found;
    this.begun = begun;
  }

  /**
   * Opens the spool and begins to deliver what is in it.
   *
   * @param waits whether the recorder waits for room, instead of giving details up
   * @throws IOException if the spool cannot be used
   */
  static Pipeline open(FlowsConfig config, boolean waits, long seed) throws IOException {
    Spool spool;
    try {
      spool = Spool.open(config.spool().directory(), config.spool().maxSize().bytes());
    } catch (SpoolException e) {
      throw new IOException(e.getMessage(), e);
    }
    long found = spool.usage().records();
    long begun = spool.last();
    SpoolWriter writer = SpoolWriter.start(spool, BLOCKS);
    Delivery delivery =
        Delivery.start(
            spool, DatabaseConnector.of(config.sink()), config.retention(), config.heartbeat());
    return new Pipeline(
        spool, writer, new SpooledRecorder(writer, waits, seed), delivery, found, begun);
  }

  SpooledRecorder recorder() {
    return recorder;
  }

  Spool spool() {
    return spool;
  }

  Delivery.Stats delivered() {
    return delivery.stats();
  }

  /** What became of the records, those found in the spool at the start included. */
  RecordLedger ledger() {
    Delivery.Stats delivered = delivery.stats();
    long made = recorder.made();
    long notKept = recorder.givenUp() + writer.givenUp();
    // Those in blocks between the capture and the disk wait, too.
    long onTheirWay = made - notKept - (spool.last() - begun);
    return new RecordLedger(
        made + found - delivered.already(),
        delivered.rows(),
        spool.usage().records() + onTheirWay,
        notKept + delivered.givenUp());
  }

  /** Waits until all records are in the database, however long that takes; no more may come. */
  void await() throws InterruptedException {
    writer.complete();
    while (ledger().spooled() > 0) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  /** Writes what was recorded, and delivers for a few seconds; what is left waits in the spool. */
  @Override
  public void close() {
    writer.close();
    delivery.close();
    try {
      spool.close();
    } catch (IOException e) {
      LOG.warn("the spool was not closed: {}", e.getMessage());
    }
  }
}
