package dev.fnk.kubelet.image;

import dev.fnk.kubelet.image.RegistryCredential.Login;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import software.amazon.awssdk.services.ecr.model.AuthorizationData;

/** ECR itself. */
final class AwsEcrTokens implements EcrTokens {
  private final EcrCalls calls;

  AwsEcrTokens(EcrCalls calls) {
    this.calls = calls;
  }

  @Override
  public Token token(String region) throws RegistryFailure {
    return calls.ask(
        region,
        "GetAuthorizationToken",
        ecr -> token(ecr.getAuthorizationToken().authorizationData().getFirst()));
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
