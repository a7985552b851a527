package sonde.redis;

import java.util.Locale;
import sonde.collect.Failure;
import sonde.redisclient.Reply;

/** What a server's error reply means for us, and what to do about it. */
final class Refusals {
  private static final int LONGEST = 200;

  private Refusals() {}

  static Failure of(Command<?> command, Reply.Error error) {
    String said = said(error);
    return switch (error.code()) {
      case "NOPERM" ->
          new Failure(
              Failure.Kind.REFUSED,
              command + " was refused: " + said + " (`sonde grants redis` prints what to grant)");
      case "NOAUTH", "WRONGPASS" ->
          new Failure(
              Failure.Kind.AUTHENTICATION,
              command + " was refused: " + said + " (set username and password_file)");
      case "ERR" ->
          new Failure(
              isUnknown(error.message()) ? Failure.Kind.UNSUPPORTED : Failure.Kind.SERVER_ERROR,
              command + " was answered with an error: " + said);
      default ->
          new Failure(Failure.Kind.SERVER_ERROR, command + " was answered with an error: " + said);
    };
  }

  /** Redis says so of commands and subcommands that it lacks or that were renamed. */
  private static boolean isUnknown(String message) {
    String lower = message.toLowerCase(Locale.ROOT);
    return lower.startsWith("unknown command")
        || lower.startsWith("unknown subcommand")
        || lower.startsWith("unknown sentinel subcommand");
  }

  private static String said(Reply.Error error) {
    String all = (error.code() + ' ' + error.message()).strip();
    StringBuilder clean = new StringBuilder();
    for (int i = 0; i < Math.min(all.length(), LONGEST); i++) {
      char c = all.charAt(i);
      clean.append(Character.isISOControl(c) ? '?' : c);
    }
    return clean.toString();
  }
}
