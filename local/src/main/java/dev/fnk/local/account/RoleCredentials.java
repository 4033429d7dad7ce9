package dev.fnk.local.account;

import java.time.Instant;

/** Temporary credentials of an assumed role. */
public record RoleCredentials(
    String accessKeyId,
    String secretAccessKey,
    String sessionToken,
    Instant expiration,
    String roleArn) {
  /** Never shows the secret. */
  @Override
  public String toString() {
    return "RoleCredentials[" + accessKeyId + ", " + roleArn + ", until " + expiration + "]";
  }
}
