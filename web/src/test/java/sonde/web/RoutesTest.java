package sonde.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What handlers and their tests use without a server. */
class RoutesTest {
  private static final Handler NONE = _ -> Response.text(200, "");

  @Test
  void twoHandlersOfOneRouteAreAMistake() {
    Routes.Builder routes = Routes.builder().get("/a", NONE).post("/a", NONE);
    assertThrows(IllegalArgumentException.class, () -> routes.open("/a", NONE));
    assertThrows(IllegalArgumentException.class, () -> routes.get("a", NONE));
  }

  @Test
  void aRequestMadeForAHandler() {
    Request request =
        Request.of("GET", "/probe?target=a&target=b&x=%26").withHeader("X-Timeout", "3");
    assertEquals("/probe", request.path());
    assertEquals("a", request.parameter("target"));
    assertEquals(List.of("a", "b"), request.parameters("target"));
    assertEquals("&", request.parameter("x"));
    assertNull(request.parameter("y"));
    assertEquals("3", request.header("x-timeout"));
    assertNull(request.header("x-other"));
    assertThrows(IllegalArgumentException.class, () -> request.variable("id"));
  }

  @Test
  void aRequestShowsNoQuery() {
    assertFalse(Request.of("GET", "/probe?target=u:secret@h").toString().contains("secret"));
  }

  @Test
  void aResponseCanBeLookedAt() throws Exception {
    Response response = Response.json(201, "{}").withHeader("X-A", "b");
    var body = new ByteArrayOutputStream();
    response.writeBody(body);
    assertEquals("{}", body.toString(UTF_8));
    assertEquals("b", response.headers().get("X-A"));
    assertThrows(IllegalArgumentException.class, () -> Response.text(99, ""));
  }
}
