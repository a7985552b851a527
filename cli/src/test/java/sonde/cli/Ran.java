package sonde.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** A command that ran in this process, and what it said. */
record Ran(int exit, String out, String err) {
  static Ran of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        CommandLines.create(new PrintWriter(out, true), new PrintWriter(err, true))
            .execute(arguments);
    return new Ran(exit, out.toString(), err.toString());
  }
}
