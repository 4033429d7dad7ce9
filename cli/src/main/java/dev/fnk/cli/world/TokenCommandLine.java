package dev.fnk.cli.world;

import dev.fnk.cli.config.LabConfig;
import dev.fnk.cli.kubeconfig.ExecCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The command by which kubectl gets tokens of a lab's cluster. It says all that it depends on, for
 * kubectl runs anywhere. Secrets are not written down: keys of the environment have to be there
 * when kubectl runs.
 */
public final class TokenCommandLine {
  /** Where the AWS SDK finds profiles and tokens; paths, relative to where fnk was run. */
  private static final List<String> FILES =
      List.of("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_WEB_IDENTITY_TOKEN_FILE");

  /** What else the SDK's answer to "who am I, and where" depends on. */
  private static final List<String> VALUES =
      List.of(
          "AWS_EC2_METADATA_DISABLED",
          "AWS_ENDPOINT_URL",
          "AWS_ENDPOINT_URL_STS",
          "AWS_PROFILE",
          "AWS_ROLE_ARN",
          "AWS_ROLE_SESSION_NAME",
          "HOME");

  /** What gives access by itself. */
  private static final List<String> SECRETS =
      List.of(
          "AWS_ACCESS_KEY_ID",
          "AWS_CONTAINER_CREDENTIALS_FULL_URI",
          "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");

  private final LabConfig config;
  private final Map<String, String> environment;
  private final Path directory;
  private final LocalWorld local;

  private TokenCommandLine(
      LabConfig config, Map<String, String> environment, Path directory, LocalWorld local) {
    this.config = config;
    this.environment = environment;
    this.directory = directory;
    this.local = local;
  }

  /**
   * The launcher says where it is ({@code fnk.launcher}), and which JDK it would not find again
   * without this environment ({@code fnk.java}).
   *
   * @param directory where fnk was run
   */
  public static ExecCommand of(
      LabConfig config, Map<String, String> environment, Path directory, LocalWorld local) {
    var line = new TokenCommandLine(config, environment, directory, local);
    return new ExecCommand(line.arguments(), line.variables(), line.caution());
  }

  private List<String> arguments() {
    var words = new ArrayList<String>();
    words.add(System.getProperty("fnk.launcher", "fnk"));
    words.add("token");
    words.add(config.local() ? "--local" : "--no-local");
    words.addAll(List.of("--lab", config.lab(), "--region", config.region()));
    if (!config.local()) {
      config.profile().ifPresent(profile -> words.addAll(List.of("--profile", profile)));
    }
    return words;
  }

  private Map<String, String> variables() {
    var variables = new HashMap<String, String>();
    set("FNK_SKIP_BUILD").ifPresent(v -> variables.put("FNK_SKIP_BUILD", v));
    Optional.ofNullable(System.getProperty("fnk.java"))
        .ifPresent(java -> variables.put("JAVA_HOME", java));
    if (config.local()) {
      variables.put("FNK_STATE_DIR", local.state().toString());
      return variables;
    }
    FILES.forEach(name -> set(name).ifPresent(v -> variables.put(name, absolute(v))));
    VALUES.forEach(
        name -> set(name).filter(v -> !secret(v)).ifPresent(v -> variables.put(name, v)));
    if (config.profile().isPresent()) {
      variables.remove("AWS_PROFILE"); // the words name it
    } else if (secrets().isEmpty()) {
      // Else the profile of the shell that kubectl is run from would count.
      variables.putIfAbsent("AWS_PROFILE", "default");
    }
    return variables;
  }

  private Optional<String> caution() {
    var secrets = secrets();
    return config.local() || config.profile().isPresent() || secrets.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "kubectl has to find %s in its own environment: credentials are not written to the kubeconfig (a profile is: --profile)"
                .formatted(String.join(", ", secrets)));
  }

  private List<String> secrets() {
    return SECRETS.stream().filter(name -> set(name).isPresent()).toList();
  }

  /** A URL that carries a name and a password. */
  private static boolean secret(String value) {
    return value.contains("://") && value.contains("@");
  }

  private Optional<String> set(String variable) {
    return Optional.ofNullable(environment.get(variable)).filter(v -> !v.isBlank());
  }

  /** The SDK itself knows what {@code ~} stands for. */
  private String absolute(String path) {
    return path.startsWith("~") ? path : directory.resolve(path).normalize().toString();
  }
}
