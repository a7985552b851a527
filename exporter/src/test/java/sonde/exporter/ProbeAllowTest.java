package sonde.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sonde.config.ConfigException;
import sonde.config.Environment;

/** Which addresses the rules admit, however a request writes them. */
class ProbeAllowTest {
  private static final String RULES =
      """
      probe:
        allow:
        - {address: 'redis://*.cache.svc:6379', module: reader}
        - {address: 'rediss://*.secure.svc.', module: secure}
        - {address: 'redis://10.0.0.1:7000', module: reader}
        - {address: 'redis://[2001:db8::1]:6379', module: reader}
        - {address: 'unix:///run/redis.sock', module: reader}
        - {address: '*.*.two', module: reader}
        - {address: 'REDIS://Both.svc', module: reader}
        - {address: 'redis://both.svc', module: other}
        - {address: 'redis://one.svc', module: other}
        modules:
          reader: {type: redis, username: sonde, password: hunter2}
          other: {type: redis, username: other}
          secure: {type: redis, tls: {server_name: s}}
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path directory;

  private ConfigSource source(String yaml) throws Exception {
    Path file = directory.resolve("sonde.yaml");
    Files.writeString(file, yaml);
    return new ConfigSource(ServeOptions.file(file), Environment.of(Map.of()));
  }

  private ProbeAllow rules(String yaml) throws Exception {
    return source(yaml).read().probe();
  }

  private String report(String yaml) throws Exception {
    ConfigSource source = source(yaml);
    ConfigException refused = assertThrows(ConfigException.class, source::read);
    return refused.getMessage().replace(directory + "/", "") + "\n";
  }

  private RefusedException refused(String address, @Nullable String module) throws Exception {
    ProbeAllow rules = rules(RULES);
    return assertThrows(RefusedException.class, () -> rules.admit(address, module));
  }

  @ParameterizedTest
  @CsvSource({
    "redis://a.cache.svc:6379, redis://a.cache.svc:6379",
    "redis://a.cache.svc, redis://a.cache.svc:6379",
    "a.cache.svc:6379, redis://a.cache.svc:6379",
    "a.cache.svc, redis://a.cache.svc:6379",
    "REDIS://A.Cache.SVC:6379, redis://a.cache.svc:6379",
    "redis://a.cache.svc.:6379, redis://a.cache.svc:6379",
    "redis://a.cache.svc:06379, redis://a.cache.svc:6379",
    "redis://a.cache.svc:6379/, redis://a.cache.svc:6379",
    "redis://a.cache.svc:6379/3, redis://a.cache.svc:6379",
    "redis://under_score-1.cache.svc, redis://under_score-1.cache.svc:6379",
    "redis://1.cache.svc, redis://1.cache.svc:6379",
    "rediss://a.secure.svc, rediss://a.secure.svc:6379",
    "10.0.0.1:7000, redis://10.0.0.1:7000",
    "redis://[2001:DB8::1], redis://[2001:db8::1]:6379",
    "unix:///run/redis.sock, unix:///run/redis.sock",
    "a.b.two, redis://a.b.two:6379"
  })
  void anAddressOfARuleIsAdmittedInItsNormalForm(String written, String normal) throws Exception {
    AddressedTarget target = rules(RULES).admit(written, null);
    assertEquals(normal, target.address());
    RedisTarget redis = (RedisTarget) target.config();
    assertEquals(normal, redis.address().toString().replace("unix:////", "unix:///"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://evil.com:6379",
        "redis://evil.com:6379#.cache.svc:6379",
        "redis://evil.com:6379/.cache.svc:6379",
        "redis://evil.com:6379/?.cache.svc:6379",
        "redis://evil.com:6379?x=.cache.svc:6379",
        "redis://evil.com:6379\\.cache.svc:6379",
        "redis://evil.com:6379 .cache.svc:6379",
        "redis://evil.com:6379\n.cache.svc:6379",
        "redis://evil.com:6379,a.cache.svc:6379",
        "redis://evil.com%2e.cache.svc:6379",
        "redis://evil%23.cache.svc:6379",
        "redis://a.b.cache.svc:6379",
        "redis://.cache.svc:6379",
        "redis://cache.svc:6379",
        "redis://*.cache.svc:6379",
        "redis://a..cache.svc:6379",
        "redis://a.cache.svc..:6379",
        "redis://a.cache.svc.evil.com:6379",
        "redis://acache.svc.:6379/x",
        "redis://a.cache.svc:6380",
        "redis://a.cache.svc:0",
        "redis://a.cache.svc:65536",
        "redis://a.cache.svc:99999999",
        "redis://a.cache.svc:",
        "redis://a.cache.svc:6379:6379",
        "redis://a.cache.svc:+6379",
        "redis://a.cache.svc:6379/x",
        "redis://a.cache.svc:6379?tls=1",
        "rediss://a.cache.svc:6379",
        "redis://a.secure.svc:6379",
        "http://a.cache.svc:6379",
        "redis:a.cache.svc:6379",
        "redis:/a.cache.svc:6379",
        "redis:///a.cache.svc:6379",
        "redis://redis://a.cache.svc:6379",
        "//a.cache.svc:6379",
        "redis://ａ.cache.svc:6379",
        "redis://a。cache.svc:6379",
        "redis://a.\u212Aache.svc:6379",
        "redis://a\u0000.cache.svc:6379",
        "redis://[::ffff:10.0.0.1]:7000",
        "redis://[2001:db8:0::1]:6379",
        "redis://[2001:db8::1%eth0]:6379",
        "redis://[a.cache.svc]:6379",
        "redis://2001:db8::1:6379",
        "10.0.0.1",
        "redis://010.0.0.1:7000",
        "redis://10.1:7000",
        "redis://167772161:7000",
        "redis://0xa000001:7000",
        "redis://10.0.two:6379/1/2",
        "unix:///run/../run/redis.sock",
        "unix:///run/redis.sock/",
        "unix://run/redis.sock",
        "unix:///"
      })
  void whatNoRuleNamesIsRefused(String address) throws Exception {
    assertEquals(403, refused(address, null).status());
  }

  @Test
  void addressesThatAreNumbersMatchNoStar() throws Exception {
    ProbeAllow stars =
        rules(
            """
            probe:
              allow:
              - {address: 'redis://*', module: m}
              - {address: 'redis://*.*.*.*', module: m}
              - {address: 'redis://0.*.a', module: m}
              modules: {m: {type: redis}}
            """);
    for (String address :
        new String[] {"127.0.0.1", "2130706433", "0x7f000001", "0x", "0.0.0x1", "[::1]", "1."}) {
      RefusedException refused =
          assertThrows(RefusedException.class, () -> stars.admit(address, null), address);
      assertEquals(403, refused.status());
    }
    assertEquals("redis://localhost:6379", stars.admit("localhost", null).address());
    assertEquals("redis://1.2.3.a4:6379", stars.admit("1.2.3.a4", null).address());
  }

  @Test
  void theModuleIsOneThatARuleForTheAddressNames() throws Exception {
    ProbeAllow rules = rules(RULES);
    assertEquals("sonde", user(rules.admit("a.cache.svc", "reader")));
    assertEquals("sonde", user(rules.admit("both.svc", "reader")));
    assertEquals("other", user(rules.admit("both.svc", "other")));
    assertEquals("other", user(rules.admit("one.svc", null)));
    assertEquals(
        "no rule in probe.allow of the configuration admits redis://a.cache.svc:6379 with the"
            + " module that auth_module names",
        refused("a.cache.svc", "other").getMessage());
    assertEquals(403, refused("a.cache.svc", "other").status());
    assertEquals(403, refused("a.cache.svc", "").status());
    assertEquals(403, refused("a.cache.svc", "nope").status());
    assertEquals(403, refused("evil.com", "reader").status());
    assertEquals(
        "redis://both.svc:6379 may be scraped with several modules: name one by auth_module,"
            + " reader or other",
        refused("both.svc", null).getMessage());
    assertEquals(400, refused("both.svc", null).status());
  }

  private static @Nullable String user(AddressedTarget target) {
    return ((RedisTarget) target.config()).username();
  }

  @Test
  void aRefusalShowsNothingThatMayBeASecret() throws Exception {
    for (String address :
        new String[] {"redis://a.cache.svc/?password=swordfish", "redis://evil.com/x#swordfish"}) {
      assertFalse(String.valueOf(refused(address, null).getMessage()).contains("swordfish"));
    }
  }

  @Test
  void whatWasAdmittedStaysSoUntilItsRuleOrModuleChanges() throws Exception {
    AddressedTarget target = rules(RULES).admit("a.cache.svc", null);
    assertTrue(rules(RULES).stillAdmits(target));
    assertFalse(rules(RULES.replace("*.cache.svc", "b.cache.svc")).stillAdmits(target));
    assertFalse(rules(RULES.replace("hunter2", "hunter3")).stillAdmits(target));
    assertFalse(rules(RULES.replace("username: sonde", "username: x")).stillAdmits(target));
    assertFalse(ProbeAllow.NOTHING.stillAdmits(target));
  }

  @Test
  void everythingThatIsWrongStandsInOneReport() throws Exception {
    assertEquals(
        """
        sonde.yaml:3: probe.allow[0].module: there is no module "raeder", did you mean `reader`? probe.modules has reader, bad, tls, worse, list
        sonde.yaml:4: probe.allow[1].address: a * stands for one whole label of the host
        sonde.yaml:4: probe.allow[1].module: there is no module "zzz": probe.modules has reader, bad, tls, worse, list
        sonde.yaml:5: probe.allow[2].address: a * stands for one whole label of the host
        sonde.yaml:6: probe.allow[3].address: a * stands for one whole label of the host
        sonde.yaml:7: probe.allow[4].address: an address is host:port; an IPv6 address stands in brackets: [::1]:6379; a * stands for one whole label of the host
        sonde.yaml:8: probe.allow[5].address: an address is host:port; an IPv6 address stands in brackets: [::1]:6379; a * stands for one whole label of the host
        sonde.yaml:9: probe.allow[6].address: an IPv4 address is four decimal numbers: 10.0.0.1; a * does not stand for one of them
        sonde.yaml:10: probe.allow[7].address: an IPv4 address is four decimal numbers: 10.0.0.1; a * does not stand for one of them
        sonde.yaml:11: probe.allow[8].address: a unix socket is named by an absolute path, without *: unix:///run/redis.sock
        sonde.yaml:12: probe.allow[9].address: an address must not contain user information (user:password@): a module has the credentials
        sonde.yaml:13: probe.allow[10].address: the scheme must be redis://, rediss://, unix://
        sonde.yaml:14: probe.allow[11].address: the module's tls is set, but the address does not ask for TLS: that is a rediss:// one
        sonde.yaml:15: probe.allow[12].address: "h:6379/x": nothing but a database number may follow the port
        sonde.yaml:16: probe.allow[13].module: is required
        sonde.yaml:16: probe.allow[13].modul: unknown key, did you mean `module`? Allowed: address, module
        sonde.yaml:17: probe.allow[14]: expected a map, found a single value
        sonde.yaml:18: probe.allow[15].address: a * stands for one whole label of the host
        sonde.yaml:23: probe.modules.bad.address: goes without: a module is for the addresses that requests name
        sonde.yaml:24: probe.modules.bad.collectors.latency.interval: goes with targets only: beside the scrapes no module's address is asked
        sonde.yaml:24: probe.modules.bad.collectors.slowlgo: unknown key, did you mean `slowlog`? Allowed: %s
        sonde.yaml:26: probe.modules.worse.type: "redsi" is no type of target: one of mysql, postgres, redis, sql
        sonde.yaml:27: probe.modules.list: expected a map, found a list
        sonde.yaml:28: probe.mudules: unknown key, did you mean `modules`? Allowed: allow, modules
        """
            .formatted(ConfigFileTest.COLLECTORS),
        report(
            """
            probe:
              allow:
              - {address: 'redis://h', module: raeder}
              - {address: 'redis://c*', module: zzz}
              - {address: 'redis://**.svc', module: reader}
              - {address: 'redis://a*b.svc', module: reader}
              - {address: 'redis://h:*', module: reader}
              - {address: '*://h:1', module: reader}
              - {address: 'redis://10.0.0.*', module: reader}
              - {address: 'redis://*.1', module: reader}
              - {address: 'unix:///run/*.sock', module: reader}
              - {address: 'redis://u:swordfish@h', module: reader}
              - {address: 'http://h', module: reader}
              - {address: 'redis://*.svc', module: tls}
              - {address: 'redis://h/x', module: reader}
              - {address: 'redis://h', modul: reader}
              - redis://h
              - {address: 'redis://c*', module: bad}
              modules:
                reader: {type: redis}
                bad:
                  type: redis
                  address: redis://h
                  collectors: {latency: {interval: 5m}, slowlgo: true}
                tls: {type: redis, tls: {insecure_skip_verify: true}}
                worse: {type: redsi}
                list: [a]
              mudules: {}
            """));
  }

  @Test
  void aRuleNeedsAModuleThatThereIs() throws Exception {
    assertEquals(
        "sonde.yaml:1: probe.allow[0].module: there is no module \"m\": probe.modules has none\n",
        report("probe: {allow: [{address: h, module: m}]}"));
    assertEquals(
        "sonde.yaml:1: targets: names no target, and probe.allow no address\n",
        report("probe: {modules: {m: {type: redis}}}"));
  }
}
