package dev.fnk.kubelet.eks;

import dev.fnk.kubelet.sts.CallerIdentitySigner;
import dev.fnk.kubelet.sts.PresignedCallerIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/**
 * Issues the bearer tokens by which EKS knows an IAM principal: a presigned sts:GetCallerIdentity
 * URL of the regional host that binds the cluster's name in the signed header {@code x-k8s-aws-id}
 * (the format of aws-iam-authenticator and {@code aws eks get-token}).
 */
public final class EksTokens {
  /** The header that binds a token to one cluster. */
  public static final String CLUSTER_HEADER = "x-k8s-aws-id";

  static final String PREFIX = "k8s-aws-v1.";

  /**
   * The authenticator takes a token for 15 minutes from X-Amz-Date; a minute is left for clocks
   * that differ.
   */
  private static final Duration LIFE = Duration.ofMinutes(14);

  private final CallerIdentitySigner signer;
  private final Clock clock;

  /**
   * Signs with the client's credentials for its region and endpoint, however those were set. The
   * client is read here and never called.
   */
  public EksTokens(StsClient sts, Clock clock) {
    this(CallerIdentitySigner.of(sts, clock), clock);
  }

  /** As {@link #EksTokens(StsClient, Clock)}, with the system's clock. */
  public EksTokens(StsClient sts) {
    this(sts, Clock.systemUTC());
  }

  /**
   * Signs with the credentials of a role that the client assumes, again in time. Role chaining
   * limits a session to an hour.
   *
   * @param sts is called for the sessions
   * @param session name of the sessions
   */
  public static EksTokens assuming(StsClient sts, String roleArn, String session, Clock clock) {
    var assumed =
        StsAssumeRoleCredentialsProvider.builder()
            .stsClient(sts)
            .refreshRequest(r -> r.roleArn(roleArn).roleSessionName(session))
            .build();
    return new EksTokens(CallerIdentitySigner.of(sts, assumed, clock), clock);
  }

  /** Signs by the given signer. */
  EksTokens(CallerIdentitySigner signer, Clock clock) {
    this.signer = signer;
    this.clock = clock;
  }

  /**
   * A new token. Calls no service except the one the credentials come from.
   *
   * @param cluster the EKS cluster's name
   * @throws software.amazon.awssdk.core.exception.SdkClientException no credentials
   */
  public EksToken issue(String cluster) {
    Instant now = clock.instant();
    PresignedCallerIdentity signed = signer.presign(CLUSTER_HEADER, cluster);
    byte[] url = signed.url().toASCIIString().getBytes(StandardCharsets.UTF_8);
    Instant expires =
        signed
            .credentialsEnd()
            .filter(end -> end.isBefore(now.plus(LIFE)))
            .orElseGet(() -> now.plus(LIFE));
    return new EksToken(
        PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(url), expires);
  }

  /** The tokens of one cluster, renewed in time. */
  public EksTokenSource source(String cluster) {
    return new RenewingEksToken(() -> issue(cluster), clock);
  }
}
