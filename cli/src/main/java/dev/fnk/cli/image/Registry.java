package dev.fnk.cli.image;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.AuthorizationData;

/**
 * How to sign in to the account's registry (ecr:GetAuthorizationToken).
 *
 * @param endpoint {@code https://...}; a registry that says http is talked to without TLS
 */
record Registry(URI endpoint, String user, String password) {
  static Registry of(EcrClient ecr) {
    AuthorizationData data =
        ecr.getAuthorizationToken().authorizationData().stream()
            .findFirst()
            .orElseThrow(() -> new ImageException("ecr:GetAuthorizationToken gave no token"));
    String pair =
        new String(Base64.getDecoder().decode(data.authorizationToken()), StandardCharsets.UTF_8);
    int colon = pair.indexOf(':');
    if (colon < 0) {
      throw new ImageException("ecr:GetAuthorizationToken gave a token of an unknown form");
    }
    return new Registry(
        URI.create(data.proxyEndpoint()), pair.substring(0, colon), pair.substring(colon + 1));
  }

  boolean plain() {
    return "http".equals(endpoint.getScheme());
  }

  /** Never shows the secret. */
  @Override
  public String toString() {
    return "Registry[" + endpoint + "]";
  }
}
