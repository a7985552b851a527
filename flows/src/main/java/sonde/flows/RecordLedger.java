package sonde.flows;

/**
 * What became of records: {@code made = written + spooled + given up}.
 *
 * @param made in this run, and those found in the spool at its start
 * @param written into the database
 * @param spooled that wait for it
 * @param givenUp details that there was no room for, and records that a damaged disk took
 */
record RecordLedger(long made, long written, long spooled, long givenUp) {}
