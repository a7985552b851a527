package sonde.flows;

/**
 * What was seen and what became of it, as it adds up: {@code packets delivered = accounted + other
 * ports + not IP + malformed}, {@code connections opened = closed + open + evicted}.
 *
 * @param packetsDelivered by the capture
 * @param packetsAccounted that belong to a connection that is accounted
 * @param packetsOtherPorts of IP, with other ports or none: other protocols, and later fragments
 *     whose first was not seen
 * @param packetsNotIp ARP and the like
 * @param packetsMalformed that contradict themselves or were cut off before the ports
 * @param connectionsOpened all that were seen, those already open when first seen included
 * @param connectionsEstablished by both sides
 * @param connectionsClosed all that ended, those of the next three included
 * @param connectionsRefused by a reset in answer to the opening
 * @param connectionsReset later
 * @param connectionsTimedOut without an end that was seen
 * @param connectionsOpen now
 * @param connectionsEvicted that had to make room
 */
record Ledger(
    long packetsDelivered,
    long packetsAccounted,
    long packetsOtherPorts,
    long packetsNotIp,
    long packetsMalformed,
    long connectionsOpened,
    long connectionsEstablished,
    long connectionsClosed,
    long connectionsRefused,
    long connectionsReset,
    long connectionsTimedOut,
    long connectionsOpen,
    long connectionsEvicted) {}
