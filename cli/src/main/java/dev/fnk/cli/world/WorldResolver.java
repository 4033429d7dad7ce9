package dev.fnk.cli.world;

import dev.fnk.cli.config.LabConfig;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;

/** Finds the world that a lab lives in. */
public final class WorldResolver {
  private final LocalWorld local;

  public WorldResolver(LocalWorld local) {
    this.local = local;
  }

  /**
   * The world as it is.
   *
   * @throws dev.fnk.cli.console.Failure the local lab does not run
   */
  public World connect(LabConfig config) {
    return config.local() ? local.connect(config.region()) : aws(config);
  }

  /**
   * The world, started when it is a local one that does not run.
   *
   * @param progress told what is being done
   * @throws dev.fnk.cli.console.Failure the local lab cannot be started
   */
  public World start(LabConfig config, Consumer<String> progress) throws InterruptedException {
    return config.local()
        ? local.start(config.region(), config.kubernetesVersion(), progress)
        : aws(config);
  }

  /**
   * AWS, by the profile that the user names, else by the SDK's own rules: environment, AWS_PROFILE,
   * sign-in, role. A named profile wins over keys in the environment, as it does with the AWS CLI:
   * else it would be another account that is changed.
   */
  private static World aws(LabConfig config) {
    AwsCredentialsProvider credentials =
        config
            .profile()
            .<AwsCredentialsProvider>map(ProfileCredentialsProvider::create)
            .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    return new World("AWS", config.region(), Optional.empty(), credentials, true);
  }
}
