package sonde.flows;

import java.util.List;
import java.util.Map;

/**
 * What the accounting had counted at one moment.
 *
 * @param ledger as it adds up
 * @param followed connections in the table, those that ended a moment ago included
 * @param hosts who has a place among the largest, and the others, by port
 * @param drops packets that were lost before
 * @param interfaces whether each is captured
 */
record Figures(
    Ledger ledger,
    int followed,
    List<HostFigures> hosts,
    PacketSource.Drops drops,
    Map<String, Boolean> interfaces) {}
