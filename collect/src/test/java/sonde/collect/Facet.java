package sonde.collect;

/** The facts of these tests; the role is asked in every run, the modules only in full. */
record Facet(Server server, String role, String modules) implements Facts {}
