package dev.fnk.kubelet.image;

import dev.fnk.kubelet.image.RegistryFailure.Kind;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.EcrClientBuilder;
import software.amazon.awssdk.services.ecr.model.LayersNotFoundException;
import software.amazon.awssdk.services.ecr.model.RepositoryNotFoundException;

/**
 * Calls of ECR. They are few, a token lasts for twelve hours, so a client is made for each and
 * regions that a pod names leave nothing behind.
 *
 * @param how a client is made, such as with which HTTP client, which the caller closes
 */
record EcrCalls(Consumer<EcrClientBuilder> how, String ownRegion) {
  private static final Duration CALL = Duration.ofSeconds(8);

  /**
   * Makes one call.
   *
   * @param region empty: the node's own
   * @param action for people
   */
  <T> T ask(String region, String action, Function<EcrClient, T> call) throws RegistryFailure {
    String asked = region.isEmpty() ? ownRegion : region;
    try (EcrClient ecr =
        EcrClient.builder()
            .region(Region.of(asked))
            .applyMutation(how)
            .overrideConfiguration(o -> o.apiCallTimeout(CALL))
            .build()) {
      return call.apply(ecr);
    } catch (AwsServiceException e) {
      throw e instanceof RepositoryNotFoundException || e instanceof LayersNotFoundException
          ? new RegistryFailure(Kind.NOT_FOUND, "not found")
          : failure(action, asked, e);
    } catch (SdkException | IllegalArgumentException e) {
      throw new RegistryFailure(
          Kind.NOT_NOW, "ecr:" + action + " in " + asked + ": " + e.getClass().getSimpleName());
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
