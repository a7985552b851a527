package sonde.exporter;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sonde.config.ConfigReader;
import sonde.config.Converter;
import sonde.config.Environment;
import sonde.config.Report;
import sonde.config.YamlValue;
import sonde.mysql.MySqlAddress;
import sonde.postgres.PostgresAddress;
import sonde.redisclient.RedisAddress;
import sonde.web.ListenAddress;
import sonde.web.WebServer;

/** Reads the exporter's configuration from its YAML file. */
public final class ConfigFile {
  private final ConfigReader reader;

  /** Reads with the variables of an environment. */
  public ConfigFile(Environment environment) {
    this.reader =
        ConfigReader.expanding(environment)
            .with(RedisAddress.class, Converter.ofText(RedisAddress::parse))
            .with(PostgresAddress.class, Converter.ofText(PostgresAddress::parse))
            .with(MySqlAddress.class, Converter.ofText(MySqlAddress::parse))
            .with(ListenAddress.class, Converter.ofText(ListenAddress::parse))
            .with(Namespace.class, Converter.ofText(Namespace::new))
            .with(ExporterConfig.Listeners.class, ConfigFile::listeners);
  }

  /**
   * Reads a file, and the files of queries and of web configuration that it names, and reports
   * everything that is wrong with them.
   *
   * @return null if there was a problem
   */
  public @Nullable ExporterConfig read(Path file, Report report) {
    List<Path> webFiles = new ArrayList<>();
    TargetReader targets = new TargetReader(report);
    ProbeAllowReader probe = new ProbeAllowReader(TargetReader.addresses(), targets::keys);
    ExporterConfig config =
        reader
            .with(TargetConfig.class, targets::target)
            .with(ProbeAllow.class, probe::read)
            .with(ExporterConfig.WebFile.class, value -> webFile(value, webFiles))
            .read(file, ExporterConfig.class, report);
    webFiles.forEach(web -> WebServer.check(web, report));
    if (config != null) {
      OwnNames.check(config.targets().values(), report);
    }
    return config;
  }

  /** Notes the file, so that it is checked also when something else is wrong. */
  private static ExporterConfig.@Nullable WebFile webFile(YamlValue value, List<Path> noted) {
    Path path = value.as(Path.class);
    if (path == null) {
      return null;
    }
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      value.problem("no file that can be read: " + path);
      return null;
    }
    noted.add(path);
    return new ExporterConfig.WebFile(path);
  }

  private static ExporterConfig.@Nullable Listeners listeners(YamlValue value) {
    if (value.kind() == YamlValue.Kind.SCALAR) {
      ListenAddress address = value.as(ListenAddress.class);
      return address == null
          ? null
          : new ExporterConfig.Listeners(List.of(ExporterConfig.Listener.all(address)));
    }
    List<ExporterConfig.Listener> all = new ArrayList<>();
    for (YamlValue item : value.list()) {
      if (item.kind() == YamlValue.Kind.SCALAR) {
        ListenAddress address = item.as(ListenAddress.class);
        if (address != null) {
          all.add(ExporterConfig.Listener.all(address));
        }
      } else {
        ExporterConfig.Listener listener = item.as(ExporterConfig.Listener.class);
        if (listener != null) {
          all.add(listener);
        }
      }
    }
    if (value.kind() == YamlValue.Kind.LIST && value.list().isEmpty()) {
      value.problem("names no address to listen on");
    }
    return new ExporterConfig.Listeners(List.copyOf(all));
  }
}
