package dev.fnk.local.account;

import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.Caller;
import java.net.URI;
import java.time.Duration;

/** The local AWS account as its own services see it. */
public interface LocalAccount {
  /** Twelve digits. */
  String accountId();

  /** The gateway on loopback, such as {@code http://127.0.0.1:4599}. */
  URI endpoint();

  /**
   * SDK clients that act as the account's administrator, through the gateway; made once a region.
   */
  AccountClients clients(String region);

  /**
   * Credentials of a role for a service that acts for it (an ECS task), as sts:AssumeRole gives
   * them to a service principal. They verify at the gateway until they expire.
   *
   * @throws AwsError when the role does not exist or does not trust {@code servicePrincipal}
   */
  RoleCredentials assumeRole(
      String roleArn, String servicePrincipal, String sessionName, Duration lifetime);

  /**
   * As {@link #assumeRole(String, String, String, Duration)}, for a resource of the service, which
   * the trust policy may ask for ({@code aws:SourceArn}, {@code aws:SourceAccount}).
   *
   * @param sourceArn ARN of the resource, such as a task
   */
  RoleCredentials assumeRole(
      String roleArn,
      String servicePrincipal,
      String sessionName,
      Duration lifetime,
      String sourceArn);

  /**
   * Verifies a presigned sts:GetCallerIdentity URL (signature, expiry, signed headers) and names
   * its caller.
   *
   * @param signedHeaders headers the request is sent with, by lower-case name
   * @throws AwsError when it does not verify
   */
  Caller verifyPresigned(URI url, java.util.Map<String, String> signedHeaders);
}
