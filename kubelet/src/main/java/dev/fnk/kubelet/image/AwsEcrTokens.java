package dev.fnk.kubelet.image;

import dev.fnk.kubelet.image.RegistryCredential.Login;
import dev.fnk.kubelet.image.RegistryFailure.Kind;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.EcrClientBuilder;
import software.amazon.awssdk.services.ecr.model.AuthorizationData;

/**
 * ECR itself. A token lasts for twelve hours, so a client is made for each call and regions that a
 * pod names leave nothing behind.
 */
final class AwsEcrTokens implements EcrTokens {
  private static final Duration CALL = Duration.ofSeconds(8);

  private final Consumer<EcrClientBuilder> how;
  private final String ownRegion;

  /**
   * @param how a client is made, such as with which HTTP client, which the caller closes
   */
  AwsEcrTokens(Consumer<EcrClientBuilder> how, String ownRegion) {
    this.how = how;
    this.ownRegion = ownRegion;
  }

  @Override
  public Token token(String region) throws RegistryFailure {
    Region asked = Region.of(region.isEmpty() ? ownRegion : region);
    try (EcrClient ecr =
        EcrClient.builder()
            .region(asked)
            .applyMutation(how)
            .overrideConfiguration(o -> o.apiCallTimeout(CALL))
            .build()) {
      return token(ecr.getAuthorizationToken().authorizationData().getFirst());
    } catch (AwsServiceException e) {
      boolean denied = e.statusCode() == 400 || e.statusCode() == 403;
      String code = e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorCode();
      throw new RegistryFailure(
          denied && !e.isThrottlingException() ? Kind.DENIED : Kind.NOT_NOW,
          "ecr:GetAuthorizationToken in " + asked + ": " + e.statusCode() + " " + code);
    } catch (SdkException | IllegalArgumentException e) {
      throw new RegistryFailure(
          Kind.NOT_NOW,
          "ecr:GetAuthorizationToken in " + asked + ": " + e.getClass().getSimpleName());
    }
  }

  private static Token token(AuthorizationData data) {
    String pair =
        new String(Base64.getDecoder().decode(data.authorizationToken()), StandardCharsets.UTF_8);
    int colon = pair.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("a token of an unknown form");
    }
    return new Token(
        URI.create(data.proxyEndpoint()),
        new Login(pair.substring(0, colon), pair.substring(colon + 1)),
        data.expiresAt());
  }
}
