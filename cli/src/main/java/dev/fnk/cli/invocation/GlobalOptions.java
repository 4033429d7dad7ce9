package dev.fnk.cli.invocation;

import dev.fnk.cli.config.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command takes, before or after its name. */
public final class GlobalOptions {
  /** How a result is written. */
  public enum Output {
    text,
    json,
    yaml
  }

  @Option(
      names = "--local",
      negatable = true,
      arity = "0..1",
      fallbackValue = "true",
      scope = ScopeType.INHERIT,
      description = "use the local lab instead of AWS")
  @Nullable Boolean local;

  @Option(
      names = "--lab",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description = "name of the lab (default: eks-lab)")
  @Nullable String lab;

  @Option(
      names = "--region",
      paramLabel = "R",
      scope = ScopeType.INHERIT,
      description = "AWS region (default: eu-west-1)")
  @Nullable String region;

  @Option(
      names = "--profile",
      paramLabel = "P",
      scope = ScopeType.INHERIT,
      description = "profile of the shared AWS configuration")
  @Nullable String profile;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "configuration file (default: fnk.yaml, where there is one)")
  @Nullable Path config;

  @Option(
      names = {"-o", "--output-format"},
      paramLabel = "FORMAT",
      scope = ScopeType.INHERIT,
      description = "format of the result: ${COMPLETION-CANDIDATES}")
  Output output = Output.text;

  @Option(
      names = "--log-format",
      paramLabel = "FORMAT",
      scope = ScopeType.INHERIT,
      description = "format of the progress: ${COMPLETION-CANDIDATES} (default: as the result)")
  @Nullable LogFormat logFormat;

  /** How progress is written. */
  public enum LogFormat {
    text,
    json
  }

  @Option(names = "--no-color", scope = ScopeType.INHERIT, description = "write without colours")
  boolean noColor;

  @Option(names = "--no-input", scope = ScopeType.INHERIT, description = "never ask")
  boolean noInput;

  @Option(
      names = "--timeout",
      paramLabel = "D",
      scope = ScopeType.INHERIT,
      converter = DurationConverter.class,
      description = "give up after this time, such as 90s, 45m or 1h")
  @Nullable Duration timeout;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "write stack traces and more logs")
  boolean debug;

  /** What was given of the settings. */
  public Map<Setting, String> flags() {
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    put(flags, Setting.LAB, lab);
    put(flags, Setting.REGION, region);
    put(flags, Setting.PROFILE, profile);
    put(flags, Setting.LOCAL, local);
    return flags;
  }

  private static void put(Map<Setting, String> flags, Setting setting, @Nullable Object value) {
    if (value != null) {
      flags.put(setting, value.toString());
    }
  }

  public Optional<Duration> deadline() {
    return Optional.ofNullable(timeout);
  }

  /** Whether nobody is to be asked. */
  public boolean noInput() {
    return noInput;
  }

  /** Whether stack traces are wanted. */
  public boolean debug() {
    return debug;
  }
}
