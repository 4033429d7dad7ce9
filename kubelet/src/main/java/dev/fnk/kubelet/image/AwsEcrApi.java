package dev.fnk.kubelet.image;

import dev.fnk.kubelet.image.RegistryFailure.Kind;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecr.model.ImageIdentifier;

/** ECR itself. */
final class AwsEcrApi implements EcrApi {
  private final EcrCalls calls;

  AwsEcrApi(EcrCalls calls) {
    this.calls = calls;
  }

  @Override
  public Found manifest(Repository repository, String version) throws RegistryFailure {
    ImageIdentifier wanted =
        version.startsWith("sha256:")
            ? ImageIdentifier.builder().imageDigest(version).build()
            : ImageIdentifier.builder().imageTag(version).build();
    var answer =
        calls.ask(
            repository.region(),
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
        calls
            .ask(
                repository.region(),
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
}
