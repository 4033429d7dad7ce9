package dev.fnk.kubelet.image;

import dev.fnk.kubelet.image.RegistryFailure.Kind;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.EcrClientBuilder;
import software.amazon.awssdk.services.ecr.model.ImageIdentifier;
import software.amazon.awssdk.services.ecr.model.LayersNotFoundException;
import software.amazon.awssdk.services.ecr.model.RepositoryNotFoundException;

/** ECR itself; a client is made for each call, so regions that a pod names leave nothing behind. */
final class AwsEcrApi implements EcrApi {
  private static final Duration CALL = Duration.ofSeconds(8);

  private final Consumer<EcrClientBuilder> how;
  private final String ownRegion;

  /**
   * @param how a client is made, such as with which HTTP client, which the caller closes
   */
  AwsEcrApi(Consumer<EcrClientBuilder> how, String ownRegion) {
    this.how = how;
    this.ownRegion = ownRegion;
  }

  @Override
  public Found manifest(Repository repository, String version) throws RegistryFailure {
    ImageIdentifier wanted =
        version.startsWith("sha256:")
            ? ImageIdentifier.builder().imageDigest(version).build()
            : ImageIdentifier.builder().imageTag(version).build();
    var answer =
        ask(
            repository,
            "BatchGetImage",
            ecr ->
                ecr.batchGetImage(
                    r ->
                        r.registryId(account(repository))
                            .repositoryName(repository.name())
                            .imageIds(wanted)
                            .acceptedMediaTypes(Manifest.TYPES)));
    if (answer.images().isEmpty()) {
      throw new RegistryFailure(Kind.NOT_FOUND, "not found");
    }
    var image = answer.images().getFirst();
    String type = image.imageManifestMediaType();
    return new Found(
        image.imageId().imageDigest(),
        image.imageManifest().getBytes(StandardCharsets.UTF_8),
        type == null ? "" : type);
  }

  @Override
  public URI blob(Repository repository, String digest) throws RegistryFailure {
    String url =
        ask(
                repository,
                "GetDownloadUrlForLayer",
                ecr ->
                    ecr.getDownloadUrlForLayer(
                        r ->
                            r.registryId(account(repository))
                                .repositoryName(repository.name())
                                .layerDigest(digest)))
            .downloadUrl();
    try {
      return URI.create(url);
    } catch (IllegalArgumentException _) {
      throw new RegistryFailure(Kind.UNUSABLE, "ECR tells no address of the image's configuration");
    }
  }

  private static @Nullable String account(Repository repository) {
    return repository.account().isEmpty() ? null : repository.account();
  }

  private <T> T ask(Repository repository, String action, Function<EcrClient, T> call)
      throws RegistryFailure {
    String region = repository.region().isEmpty() ? ownRegion : repository.region();
    try (EcrClient ecr =
        EcrClient.builder()
            .region(Region.of(region))
            .applyMutation(how)
            .overrideConfiguration(o -> o.apiCallTimeout(CALL))
            .build()) {
      return call.apply(ecr);
    } catch (AwsServiceException e) {
      throw e instanceof RepositoryNotFoundException || e instanceof LayersNotFoundException
          ? new RegistryFailure(Kind.NOT_FOUND, "not found")
          : failure(action, region, e);
    } catch (SdkException e) {
      throw new RegistryFailure(
          Kind.NOT_NOW, "ecr:" + action + " in " + region + ": " + e.getClass().getSimpleName());
    }
  }

  private static RegistryFailure failure(String action, String region, AwsServiceException e) {
    boolean denied = e.statusCode() == 400 || e.statusCode() == 403;
    String code = e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorCode();
    return new RegistryFailure(
        denied && !e.isThrottlingException() ? Kind.DENIED : Kind.NOT_NOW,
        "ecr:" + action + " in " + region + ": " + e.statusCode() + " " + code);
  }
}
