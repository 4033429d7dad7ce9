package dev.fnk.local.sigv4;

import dev.fnk.local.aws.Caller;
import java.time.Instant;
import java.util.Optional;

/**
 * A key that the account issued.
 *
 * @param sessionToken the token that has to come with a temporary key
 * @param expiration when a temporary key ends
 * @param roleArn the role behind a session, when there is one
 */
public record AccessKey(
    String accessKeyId,
    String secretAccessKey,
    Optional<String> sessionToken,
    Optional<Instant> expiration,
    Optional<String> roleArn,
    Caller caller) {
  /** Never shows the secret. */
  @Override
  public String toString() {
    return "AccessKey[" + accessKeyId + ", " + caller.arn() + "]";
  }
}
