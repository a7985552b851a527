/**
 * The traffic accountant. Packets come from a capture ({@link sonde.flows.PacketSource}), are
 * decoded in place, accounted by connection and by host, and leave as records: through the spool on
 * disk into a database.
 */
@NullMarked
package sonde.flows;

import org.jspecify.annotations.NullMarked;
