package dev.fnk.kubelet.sts;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.endpoints.StsEndpointParams;
import software.amazon.awssdk.services.sts.endpoints.StsEndpointProvider;

/**
 * Presigns sts:GetCallerIdentity with one header more. Calls nothing but what gives credentials.
 */
public final class CallerIdentitySigner {
  /** What aws-iam-authenticator and the AWS CLI sign. */
  private static final Duration EXPIRY = Duration.ofSeconds(60);

  private final IdentityProvider<? extends AwsCredentialsIdentity> credentials;
  private final Region region;
  private final URI endpoint;
  private final Clock clock;
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

  /** Signs for the given STS endpoint. */
  public CallerIdentitySigner(
      IdentityProvider<? extends AwsCredentialsIdentity> credentials,
      Region region,
      URI endpoint,
      Clock clock) {
    this.credentials = credentials;
    this.region = region;
    this.endpoint = endpoint;
    this.clock = clock;
  }

  /**
   * Signs with the client's credentials for its region and endpoint, however those were set: in its
   * builder, by AWS_ENDPOINT_URL or AWS_ENDPOINT_URL_STS, or in a profile. The client is read here
   * and never called.
   */
  public static CallerIdentitySigner of(StsClient sts, Clock clock) {
    return of(sts, sts.serviceClientConfiguration().credentialsProvider(), clock);
  }

  /** As {@link #of(StsClient, Clock)}, with other credentials. */
  public static CallerIdentitySigner of(
      StsClient sts, IdentityProvider<? extends AwsCredentialsIdentity> credentials, Clock clock) {
    return new CallerIdentitySigner(
        credentials, sts.serviceClientConfiguration().region(), endpointOf(sts), clock);
  }

  /** Where the client's calls go: its own endpoint, or the region's. */
  public static URI endpointOf(StsClient sts) {
    var configuration = sts.serviceClientConfiguration();
    return configuration.endpointOverride().orElseGet(() -> regional(configuration.region()));
  }

  /**
   * Signs now.
   *
   * @param header lower case
   * @throws software.amazon.awssdk.core.exception.SdkClientException no credentials
   */
  public PresignedCallerIdentity presign(String header, String value) {
    AwsCredentialsIdentity identity = identity();
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.GET)
            .uri(endpoint)
            .encodedPath("/")
            .putRawQueryParameter("Action", CallerIdentityQuery.ACTION)
            .putRawQueryParameter("Version", CallerIdentityQuery.VERSION)
            .putHeader(header, value)
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
                        .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, EXPIRY))
            .request();
    return new PresignedCallerIdentity(signed.getUri(), identity.expirationTime());
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

  private static URI regional(Region region) {
    var parameters = StsEndpointParams.builder().region(region).useGlobalEndpoint(false).build();
    return StsEndpointProvider.defaultProvider().resolveEndpoint(parameters).join().url();
  }
}
