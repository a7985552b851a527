package sonde.collect;

import java.util.List;

/** A family with its samples. */
public record FamilySamples(Family family, List<Sample> samples) {}
