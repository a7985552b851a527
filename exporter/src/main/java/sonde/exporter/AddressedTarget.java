package sonde.exporter;

/**
 * A target that a request names by its address.
 *
 * @param address in its normal form, without what is not to be shown
 * @param config a module at the address
 */
record AddressedTarget(String address, TargetConfig config) {}
