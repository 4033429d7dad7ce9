package dev.fnk.cli.world;

import dev.fnk.cli.console.ExitCode;
import dev.fnk.cli.console.Failure;
import dev.fnk.local.daemon.LocalConnection;
import dev.fnk.local.daemon.LocalLab;
import dev.fnk.local.daemon.LocalLabException;
import dev.fnk.local.daemon.LocalOptions;
import dev.fnk.local.daemon.LocalPaths;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** The local lab as a world: its gateway's endpoint and its account's credentials. */
public final class LocalWorlds {
  /** The world's name; {@code status} says {@code "local": true} for it. */
  public static final String NAME = "local";

  private final Map<String, String> environment;

  public LocalWorlds(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** The local lab of this user. */
  public LocalLab lab() {
    return new LocalLab(LocalPaths.fromEnvironment(environment));
  }

  World connect(String region) {
    return world(told(() -> lab().connect()), region);
  }

  World start(String region, String kubernetesVersion, Consumer<String> progress)
      throws InterruptedException {
    LocalOptions options = LocalOptions.defaults();
    List<String> command = ServeCommand.of(options);
    Optional<String> version = Optional.of(kubernetesVersion);
    try {
      return world(told(() -> lab().start(options, version, command, progress)), region);
    } catch (Failure failed) {
      if (Thread.interrupted()) { // by Ctrl-C or --timeout: then this is no failure of its own
        throw new InterruptedException(failed.reason());
      }
      throw failed;
    }
  }

  private static World world(LocalConnection connection, String region) {
    return new World(
        NAME,
        region,
        Optional.of(connection.endpoint()),
        StaticCredentialsProvider.create(
            AwsBasicCredentials.create(connection.accessKeyId(), connection.secretAccessKey())),
        false);
  }

  /** Calls the local lab; what it cannot do becomes a failure with its exit code. */
  public static <T> T told(Supplier<T> call) {
    try {
      return call.get();
    } catch (LocalLabException failed) {
      ExitCode code =
          switch (failed.kind()) {
            case NOT_RUNNING,
                DIED,
                ENGINE_MISSING,
                PORT_IN_USE,
                TOOL_MISSING,
                CONTROL_PLANE_MISSING,
                UNSUPPORTED ->
                ExitCode.UNAVAILABLE;
            case FAILED -> ExitCode.FAILED;
          };
      throw new Failure(code, String.valueOf(failed.getMessage()), failed.remedy(), failed);
    }
  }
}
