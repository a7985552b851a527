package sonde.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** Who may use whom, and what is done in one place only. Maven checks the same of the modules. */
class ArchitectureTest {
  /** The programs may use all modules; that of the command line is used by none. */
  private static final Set<String> ALL =
      Set.of(
          "collect",
          "config",
          "demo",
          "exporter",
          "flows",
          "mysql",
          "pem",
          "postgres",
          "process",
          "redis",
          "redisclient",
          "servers",
          "sql",
          "tally",
          "traffic",
          "web");

  /** What a module may use of the others. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("config", Set.of()),
          Map.entry("collect", Set.of()),
          Map.entry("pem", Set.of()),
          Map.entry("servers", Set.of()),
          Map.entry("process", Set.of("collect")),
          Map.entry("testkit", Set.of("collect")),
          Map.entry("redisclient", Set.of("config", "pem")),
          Map.entry("web", Set.of("config", "pem")),
          Map.entry("redis", Set.of("collect", "process", "redisclient")),
          Map.entry("sql", Set.of("collect", "config")),
          Map.entry("postgres", Set.of("collect", "config", "pem", "process", "sql")),
          Map.entry("mysql", Set.of("collect", "config", "pem", "process", "sql")),
          Map.entry(
              "exporter",
              Set.of(
                  "collect", "config", "mysql", "postgres", "redis", "redisclient", "sql", "web")),
          Map.entry("tally", Set.of("config", "redisclient", "web")),
          Map.entry("flows", Set.of("config", "web")),
          Map.entry("traffic", Set.of("config")),
          Map.entry("demo", ALL),
          Map.entry("cli", ALL));

  /** The modules that may use a library, so that it can be replaced there. */
  private static final Map<String, Set<String>> LIBRARIES =
      Map.of(
          "redis.clients..", Set.of("redisclient"),
          "org.snakeyaml..", Set.of("config"),
          "com.sun.net.httpserver..", Set.of("web"),
          "at.favre.lib..", Set.of("web"),
          "picocli..", Set.of("cli"),
          "com.zaxxer..", Set.of("tally"),
          // The programs that are not the exporter: that one writes everything through collect.
          "io.prometheus..", Set.of("flows", "tally"),
          "ch.qos.logback..", Set.of("cli", "testkit"));

  @SuppressWarnings("NullAway.Init") // read() sets it.
  private static JavaClasses sonde;

  @BeforeAll
  static void read() {
    sonde =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("sonde");
  }

  @Test
  void everyClassIsInOneOfTheFlatPackages() {
    Set<String> packages = new TreeSet<>();
    sonde.forEach(type -> packages.add(type.getPackageName()));
    Set<String> known = new TreeSet<>();
    MAY_USE.keySet().forEach(name -> known.add("sonde." + name));
    assertEquals(known, packages);
  }

  @Test
  void aModuleUsesOnlyThoseThatItMay() {
    MAY_USE.forEach(
        (module, others) -> {
          Set<String> allowed = new TreeSet<>(Set.of("sonde." + module));
          others.forEach(other -> allowed.add("sonde." + other));
          noClasses()
              .that()
              .resideInAPackage("sonde." + module)
              .should()
              .dependOnClassesThat(
                  resideInAPackage("sonde..")
                      .and(not(resideInAnyPackage(allowed.toArray(String[]::new)))))
              .check(sonde);
        });
    slices().matching("sonde.(*)..").should().beFreeOfCycles().check(sonde);
  }

  @Test
  void aLibraryIsUsedWhereItMayBe() {
    LIBRARIES.forEach(
        (library, modules) ->
            noClasses()
                .that()
                .resideOutsideOfPackages(
                    modules.stream().map(module -> "sonde." + module).toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(sonde));
  }

  @Test
  void theModelDoesNoInputOrOutput() {
    noClasses()
        .that()
        .resideInAPackage("sonde.collect")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net..", "java.nio.file..", "java.nio.channels..", "java.sql..")
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching("java\\.io\\.(File|RandomAccess|Print).*")
        .check(sonde);
  }

  @Test
  void theModelIsToldTheTime() {
    noClasses()
        .that()
        .resideInAPackage("sonde.collect")
        .and()
        .doNotHaveSimpleName("SystemTime")
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .check(sonde);
  }

  @Test
  void collectorsReachServersThroughTheClientOnly() {
    noClasses()
        .that()
        .resideInAPackage("sonde.redis")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net..", "java.nio.channels..")
        .check(sonde);
  }

  @Test
  void onlyProgramsWriteToTheTerminalAndEndTheProcess() {
    noClasses()
        .that()
        .resideOutsideOfPackages("sonde.cli", "sonde.demo")
        .should(ACCESS_STANDARD_STREAMS)
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .check(sonde);
  }

  @Test
  void thereIsOneWayToLogAndNobodySleeps() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.logging..", "java.lang.System$Logger")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .check(sonde);
    fields()
        .that()
        .haveRawType(Logger.class)
        .should()
        .bePrivate()
        .andShould()
        .beStatic()
        .andShould()
        .beFinal()
        .check(sonde);
  }

  @Test
  void everyPackageSaysWhatMayBeNull() {
    for (String module : MAY_USE.keySet()) {
      assertTrue(
          sonde.getPackage("sonde." + module).isAnnotatedWith(NullMarked.class),
          () -> "sonde." + module + " is not @NullMarked");
    }
  }
}
