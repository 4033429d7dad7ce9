package dev.fnk.cli.kubeconfig;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What kubectl runs to get a token (client.authentication.k8s.io/v1). kubectl runs it anywhere, in
 * whatever environment, so it names all that it depends on.
 *
 * @param commandLine the program first, by its absolute path
 * @param environment what is laid over kubectl's own environment; no secrets
 * @param caution what it still takes from kubectl's own environment, for people
 */
public record ExecCommand(
    List<String> commandLine, Map<String, String> environment, Optional<String> caution) {
  /** The variables that are fnk's to set and to remove; what others add to the entry is theirs. */
  public static final Set<String> VARIABLES =
      Set.of(
          "AWS_CONFIG_FILE",
          "AWS_EC2_METADATA_DISABLED",
          "AWS_ENDPOINT_URL",
          "AWS_ENDPOINT_URL_STS",
          "AWS_PROFILE",
          "AWS_ROLE_ARN",
          "AWS_ROLE_SESSION_NAME",
          "AWS_SHARED_CREDENTIALS_FILE",
          "AWS_WEB_IDENTITY_TOKEN_FILE",
          "FNK_SKIP_BUILD",
          "FNK_STATE_DIR",
          "HOME",
          "JAVA_HOME");

  public ExecCommand {
    commandLine = List.copyOf(commandLine);
    if (!VARIABLES.containsAll(environment.keySet())) {
      throw new IllegalArgumentException("not fnk's to set: " + environment.keySet());
    }
    environment = Map.copyOf(environment);
  }

  /** The environment by name, for a file that is the same each time. */
  Map<String, String> sorted() {
    return new TreeMap<>(environment);
  }
}
