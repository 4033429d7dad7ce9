package dev.fnk.kubelet.eks;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.endpoints.StsEndpointParams;
import software.amazon.awssdk.services.sts.endpoints.StsEndpointProvider;

/**
 * Issues the bearer tokens by which EKS knows an IAM principal: a presigned sts:GetCallerIdentity
 * URL of the regional host that binds the cluster's name in the signed header {@code x-k8s-aws-id}
 * (the format of aws-iam-authenticator and {@code aws eks get-token}).
 */
public final class EksTokens {
  /** The header that binds a token to one cluster. */
  public static final String CLUSTER_HEADER = "x-k8s-aws-id";

  static final String PREFIX = "k8s-aws-v1.";

  /** What aws-iam-authenticator and the AWS CLI sign; the authenticator counts from X-Amz-Date. */
  private static final Duration SIGNED_EXPIRY = Duration.ofSeconds(60);

  /** The authenticator takes a token for 15 minutes; a minute is left for clocks that differ. */
  private static final Duration LIFE = Duration.ofMinutes(14);

  private final IdentityProvider<? extends AwsCredentialsIdentity> credentials;
  private final Region region;
  private final URI stsEndpoint;
  private final Clock clock;
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

  /**
   * Signs with the client's credentials for its region and endpoint, however those were set: in its
   * builder, by AWS_ENDPOINT_URL or AWS_ENDPOINT_URL_STS, or in a profile. The client is read here
   * and never called.
   */
  public EksTokens(StsClient sts, Clock clock) {
    var configuration = sts.serviceClientConfiguration();
    this(
        configuration.credentialsProvider(),
        configuration.region(),
        configuration.endpointOverride().orElseGet(() -> regionalEndpoint(configuration.region())),
        clock);
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
    var configuration = sts.serviceClientConfiguration();
    return new EksTokens(
        StsAssumeRoleCredentialsProvider.builder()
            .stsClient(sts)
            .refreshRequest(r -> r.roleArn(roleArn).roleSessionName(session))
            .build(),
        configuration.region(),
        configuration.endpointOverride().orElseGet(() -> regionalEndpoint(configuration.region())),
        clock);
  }

  /** Signs for the given STS endpoint. */
  public EksTokens(
      IdentityProvider<? extends AwsCredentialsIdentity> credentials,
      Region region,
      URI stsEndpoint,
      Clock clock) {
    this.credentials = credentials;
    this.region = region;
    this.stsEndpoint = stsEndpoint;
    this.clock = clock;
  }

  /**
   * A new token. Calls no service except the one the credentials come from.
   *
   * @param cluster the EKS cluster's name
   * @throws software.amazon.awssdk.core.exception.SdkClientException no credentials
   */
  public EksToken issue(String cluster) {
    AwsCredentialsIdentity identity = identity();
    Instant now = clock.instant();
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.GET)
            .uri(stsEndpoint)
            .encodedPath("/")
            .putRawQueryParameter("Action", "GetCallerIdentity")
            .putRawQueryParameter("Version", "2011-06-15")
            .putHeader(CLUSTER_HEADER, cluster)
            .build();
    SdkHttpRequest signed =
        signer
            .sign(
                sign ->
                    sign.identity(identity)
                        .request(request)
                        .putProperty(HttpSigner.SIGNING_CLOCK, clock)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "sts")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region.id())
                        .putProperty(
                            AwsV4HttpSigner.AUTH_LOCATION,
                            AwsV4HttpSigner.AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, SIGNED_EXPIRY))
            .request();
    byte[] url = signed.getUri().toASCIIString().getBytes(StandardCharsets.UTF_8);
    Instant expires =
        identity
            .expirationTime()
            .filter(end -> end.isBefore(now.plus(LIFE)))
            .orElseGet(() -> now.plus(LIFE));
    return new EksToken(
        PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(url), expires);
  }

  /** The tokens of one cluster, renewed in time. */
  public EksTokenSource source(String cluster) {
    return new RenewingEksToken(() -> issue(cluster), clock);
  }

  private AwsCredentialsIdentity identity() {
    try {
      return credentials.resolveIdentity().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private static URI regionalEndpoint(Region region) {
    var parameters = StsEndpointParams.builder().region(region).useGlobalEndpoint(false).build();
    return StsEndpointProvider.defaultProvider().resolveEndpoint(parameters).join().url();
  }
}
