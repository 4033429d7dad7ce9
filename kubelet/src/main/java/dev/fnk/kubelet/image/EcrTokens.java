package dev.fnk.kubelet.image;

import dev.fnk.kubelet.image.RegistryCredential.Login;
import java.net.URI;
import java.time.Instant;

/** The registries of ECR, as the node's own role may enter them. */
@FunctionalInterface
interface EcrTokens {
  /**
   * Asks ecr:GetAuthorizationToken.
   *
   * @param region such as {@code eu-west-1}; empty: the node's own
   * @throws RegistryFailure {@code DENIED} the role may not, {@code NOT_NOW} no answer
   */
  Token token(String region) throws RegistryFailure;

  /**
   * Good for all registries of the region that the role may read.
   *
   * @param endpoint of the role's own registry; one that says http is talked to without TLS
   */
  record Token(URI endpoint, Login login, Instant expires) {}
}
