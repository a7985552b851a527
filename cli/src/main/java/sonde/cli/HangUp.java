package sonde.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * SIGHUP. Java's only way to a signal is {@code sun.misc.Signal} of the module jdk.unsupported,
 * which the compiler warns about beyond suppression: hence by reflection.
 */
final class HangUp {
  private HangUp() {}

  /** Has an action run at each SIGHUP, on a thread of the JVM's. */
  static void handle(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler run =
          (proxy, method, arguments) -> {
            if (method.getName().equals("handle")) {
              action.run();
            }
            return null;
          };
      Object proxy =
          Proxy.newProxyInstance(HangUp.class.getClassLoader(), new Class<?>[] {handler}, run);
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), proxy);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("this Java has no sun.misc.Signal, so SIGHUP cannot reload", e);
    }
  }
}
