package sonde.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.servers.RedisServer;

/** What the landing page says. */
@SuppressWarnings("NullAway.Init") // JUnit sets the directory, and start() the rest.
class ConsoleTest {
  @TempDir static Path directory;
  private static RedisServer redis;
  private static TestExporter exporter;

  @BeforeAll
  static void start() throws Exception {
    redis = RedisServer.builder().user("narrow on >narrow -@all +info").start();
    exporter =
        TestExporter.ofTargets(
            directory,
            "cache: {type: redis, address: redis://" + redis.address() + "}",
            "narrow: {type: redis, address: redis://"
                + redis.address()
                + ", username: narrow, password: narrow}",
            "gone: {type: redis, address: 'unix:///no/<b>&\"quoted\"'}");
  }

  @AfterAll
  static void stop() {
    exporter.close();
    redis.close();
  }

  private static String section(String page, String target) {
    int start = page.indexOf("id=\"" + target + "\"");
    assertTrue(start > 0, page);
    int end = page.indexOf("</section>", start);
    return page.substring(start, end);
  }

  @Test
  void beforeTheFirstScrapeThereIsOnlyTheConfiguration() throws Exception {
    try (TestExporter fresh =
        TestExporter.ofTargets(
            directory, "cache: {type: redis, address: redis://" + redis.address() + "}")) {
      String page = section(fresh.get("/").body(), "cache");
      assertTrue(page.contains("not scraped yet"), page);
      assertTrue(page.contains(redis.address()), page);
    }
  }

  @Test
  void itTellsStateVersionRoleErrorsAndCollectors() throws Exception {
    exporter.scrape("/metrics");
    HttpResponse<String> response = exporter.get("/");
    assertEquals("text/html; charset=utf-8", response.headers().firstValue("content-type").get());
    String page = response.body();
    String cache = section(page, "cache");
    assertTrue(cache.contains(">up<"), cache);
    assertTrue(cache.contains("redis " + redis.version()), cache);
    assertTrue(cache.contains("master"), cache);
    assertTrue(cache.contains("href=\"probe?target=cache\""), cache);
    assertTrue(cache.contains(">slowlog<"), cache);
    assertTrue(cache.contains(">ok<"), cache);
    assertTrue(cache.contains("not here: "), cache);
    assertFalse(cache.contains(">failed<"), cache);
    String narrow = section(page, "narrow");
    assertTrue(narrow.contains(">up<"), narrow);
    assertTrue(narrow.contains("was refused: NOPERM"), narrow);
    String gone = section(page, "gone");
    assertTrue(gone.contains(">down<"), gone);
    assertTrue(gone.contains("there is no such socket"), gone);
  }

  @Test
  void whatComesFromElsewhereIsEscapedAndNothingOfItRuns() throws Exception {
    exporter.scrape("/metrics");
    HttpResponse<String> response = exporter.get("/");
    String page = response.body();
    assertFalse(page.contains("<b>"), page);
    assertTrue(page.contains("/no/&lt;b&gt;&amp;&quot;quoted&quot;"), page);
    assertFalse(page.toLowerCase(Locale.ROOT).contains("<script"));
    assertEquals(
        "default-src 'none'; style-src 'unsafe-inline'",
        response.headers().firstValue("content-security-policy").get());
    assertEquals("&lt;&gt;&amp;&quot;&#39;a", Console.escaped("<>&\"'a"));
  }
}
