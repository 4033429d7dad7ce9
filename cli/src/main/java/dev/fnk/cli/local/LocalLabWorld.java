package dev.fnk.cli.local;

import dev.fnk.cli.console.Failure;
import dev.fnk.cli.world.Check;
import dev.fnk.cli.world.LocalWorld;
import dev.fnk.cli.world.World;
import dev.fnk.local.daemon.LocalConnection;
import dev.fnk.local.daemon.LocalLab;
import dev.fnk.local.daemon.LocalOptions;
import dev.fnk.local.daemon.LocalPaths;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** The local lab as a world: its gateway's endpoint and its account's credentials. */
public final class LocalLabWorld implements LocalWorld {
  private final Map<String, String> environment;

  public LocalLabWorld(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** The local lab of this user. */
  LocalLab lab() {
    return new LocalLab(LocalPaths.fromEnvironment(environment));
  }

  @Override
  public World connect(String region) {
    return world(LocalFailures.translate(() -> lab().connect()), region);
  }

  @Override
  public World start(String region, String kubernetesVersion, Consumer<String> progress)
      throws InterruptedException {
    LocalOptions options = LocalOptions.defaults();
    List<String> command = ServeCommandLine.of(options);
    Optional<String> version = Optional.of(kubernetesVersion);
    try {
      return world(
          LocalFailures.translate(() -> lab().start(options, version, command, progress)), region);
    } catch (Failure failed) {
      if (Thread.interrupted()) { // by Ctrl-C or --timeout: then this is no failure of its own
        throw new InterruptedException(failed.reason());
      }
      throw failed;
    }
  }

  @Override
  public Path state() {
    return LocalPaths.fromEnvironment(environment).state();
  }

  @Override
  public List<Check> check() {
    return lab().doctor(LocalOptions.defaults()).stream()
        .map(check -> new Check(check.name(), check.ok(), check.detail(), check.remedy()))
        .toList();
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
}
