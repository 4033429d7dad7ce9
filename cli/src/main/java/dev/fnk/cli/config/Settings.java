package dev.fnk.cli.config;

import dev.fnk.cli.config.LabConfig.RegistrationMode;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * All settings with their effective values: a flag before FNK_*, before fnk.yaml, before default.
 */
public final class Settings {
  private final Map<Setting, Effective> values;

  private Settings(Map<Setting, Effective> values) {
    this.values = values;
  }

  /**
   * @param file the configuration file; none: only the other sources
   * @param environment the process environment
   * @param flags what the command line says, by setting
   * @throws ConfigException a value that cannot be used
   */
  public static Settings load(
      Optional<Path> file, Map<String, String> environment, Map<Setting, String> flags) {
    Map<Setting, Effective> values = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      setting
          .defaultValue()
          .ifPresent(value -> values.put(setting, new Effective(setting, value, "default")));
    }
    file.ifPresent(path -> values.putAll(ConfigFile.read(path, path.toString())));
    for (Setting setting : Setting.values()) {
      String variable = environment.get(setting.variable());
      if (variable != null) {
        values.put(setting, fromText(setting, variable, setting.variable()));
      }
      String flag = flags.get(setting);
      if (flag != null) {
        values.put(setting, fromText(setting, flag, "--" + setting.path()));
      }
    }
    Settings settings = new Settings(values);
    settings.checkSize();
    return settings;
  }

  /**
   * The configuration file that counts: the named one, FNK_CONFIG, or fnk.yaml in the working
   * directory when it is there.
   *
   * @throws ConfigException a named one does not exist
   */
  public static Optional<Path> findFile(
      Optional<Path> named, Map<String, String> environment, Path directory) {
    var variable = Optional.ofNullable(environment.get("FNK_CONFIG")).filter(v -> !v.isBlank());
    var wanted = named.or(() -> variable.map(Path::of)).map(directory::resolve);
    if (wanted.isPresent()) {
      if (!Files.exists(wanted.get())) {
        throw new ConfigException("no configuration file at " + wanted.get());
      }
      return wanted;
    }
    // One that is no file, or a link that leads nowhere, is there and says so when it is read.
    return Optional.of(directory.resolve("fnk.yaml"))
        .filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS));
  }

  private static Effective fromText(Setting setting, String text, String origin) {
    Value value =
        setting
            .type()
            .parse(text)
            .filter(setting.rule()::holds)
            .orElseThrow(
                () ->
                    new ConfigException(
                        "%s: expected %s, got \"%s\""
                            .formatted(origin, setting.expectation(), text)));
    return new Effective(setting, value, origin);
  }

  private void checkSize() {
    int cpu = whole(Setting.KUBELET_CPU);
    int memory = whole(Setting.KUBELET_MEMORY);
    FargateSizes.of(cpu)
        .filter(sizes -> !sizes.takes(memory))
        .ifPresent(
            sizes -> {
              Effective set = values.get(Setting.KUBELET_MEMORY);
              throw new ConfigException(
                  "%s: kubelet.memory: expected %s (Fargate's sizes for cpu %d), got %d"
                      .formatted(
                          set == null ? "default" : set.origin(),
                          sizes.expectation(),
                          cpu,
                          memory));
            });
  }

  /** What is set, in the order of {@link Setting}. */
  public List<Effective> all() {
    return List.copyOf(values.values());
  }

  public LabConfig toLabConfig() {
    return new LabConfig(
        text(Setting.LAB),
        text(Setting.REGION),
        optionalText(Setting.PROFILE),
        flag(Setting.LOCAL),
        text(Setting.KUBERNETES_VERSION),
        Architecture.of(text(Setting.ARCHITECTURE)).orElseThrow(),
        new LabConfig.Cluster(
            LabConfig.SupportType.valueOf(text(Setting.SUPPORT_TYPE).toUpperCase(Locale.ROOT)),
            texts(Setting.ADMINS)),
        new LabConfig.Network(
            Cidr.of(text(Setting.VPC_CIDR)), texts(Setting.ZONES), cidrs(Setting.ENDPOINT_CIDRS)),
        new LabConfig.Containers(
            cidrs(Setting.INGRESS_CIDRS),
            texts(Setting.INGRESS_PORTS).stream()
                .flatMap(ports -> PortRange.parse(ports).stream())
                .toList(),
            texts(Setting.REPOSITORIES),
            texts(Setting.POD_ROLES),
            texts(Setting.TAG_LABELS),
            whole(Setting.LOG_RETENTION_DAYS)),
        new LabConfig.Kubelet(
            text(Setting.NODE_NAME),
            whole(Setting.KUBELET_CPU),
            whole(Setting.KUBELET_MEMORY),
            flag(Setting.TAINTED),
            new LabConfig.Capacity(
                optionalWhole(Setting.CAPACITY_CPU), optionalWhole(Setting.CAPACITY_MEMORY)),
            new LabConfig.Tracing(
                optionalText(Setting.TRACING_ENDPOINT), whole(Setting.TRACING_SAMPLING)),
            optionalText(Setting.BASE_IMAGE)),
        new LabConfig.Registration(
            text(Setting.REGISTRATION_MODE).equals("aws-auth")
                ? RegistrationMode.AWS_AUTH
                : RegistrationMode.ACCESS_ENTRY),
        new LabConfig.Workload(whole(Setting.REPLICAS), text(Setting.NAMESPACE)));
  }

  private <T extends Value> Optional<T> value(Setting setting, Class<T> type) {
    return Optional.ofNullable(values.get(setting)).map(Effective::value).map(type::cast);
  }

  private Optional<String> optionalText(Setting setting) {
    return value(setting, Value.Text.class).map(Value.Text::text);
  }

  private String text(Setting setting) {
    return optionalText(setting).orElseThrow();
  }

  private boolean flag(Setting setting) {
    return value(setting, Value.Flag.class).orElseThrow().on();
  }

  private int whole(Setting setting) {
    return value(setting, Value.Whole.class).orElseThrow().number();
  }

  private OptionalInt optionalWhole(Setting setting) {
    return value(setting, Value.Whole.class).stream().mapToInt(Value.Whole::number).findFirst();
  }

  private List<Cidr> cidrs(Setting setting) {
    return texts(setting).stream().map(Cidr::of).toList();
  }

  private List<String> texts(Setting setting) {
    return value(setting, Value.Texts.class).orElseThrow().texts();
  }
}
