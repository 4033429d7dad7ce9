package dev.fnk.local.sigv4;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Requests as the AWS SDK signs them. */
public final class SdkSigned {
  private final String service;
  private final Instant time;
  private final String secret;
  private final Optional<String> token;

  public SdkSigned(String service, Instant time, String secret, Optional<String> token) {
    this.service = service;
    this.time = time;
    this.secret = secret;
    this.token = token;
  }

  /** Signed in its headers. */
  public HttpCall call(String method, String url, Map<String, String> headers, byte[] body) {
    SdkHttpRequest signed = signed(method, url, headers, body, Optional.empty());
    Map<String, List<String>> lower = new HashMap<>();
    signed.headers().forEach((name, values) -> lower.put(name.toLowerCase(Locale.ROOT), values));
    URI uri = URI.create(url);
    return new HttpCall(
        method, uri.getRawPath(), Optional.ofNullable(uri.getRawQuery()).orElse(""), lower);
  }

  /** Signed in its query. */
  public URI presigned(String url, Map<String, String> headers, Duration expires) {
    return signed("GET", url, headers, new byte[0], Optional.of(expires)).getUri();
  }

  private SdkHttpRequest signed(
      String method,
      String url,
      Map<String, String> headers,
      byte[] body,
      Optional<Duration> expires) {
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder().method(SdkHttpMethod.fromValue(method)).uri(URI.create(url));
    headers.forEach(request::putHeader);
    AwsCredentialsIdentity identity =
        token
            .<AwsCredentialsIdentity>map(
                value -> AwsSessionCredentialsIdentity.create("AKIATEST", secret, value))
            .orElseGet(() -> AwsCredentialsIdentity.create("AKIATEST", secret));
    SignRequest.Builder<AwsCredentialsIdentity> sign =
        SignRequest.builder(identity)
            .request(request.build())
            .payload(() -> new ByteArrayInputStream(body))
            .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(time, ZoneOffset.UTC))
            .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
            .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1");
    expires.ifPresent(
        duration ->
            sign.putProperty(
                    AwsV4HttpSigner.AUTH_LOCATION, AwsV4HttpSigner.AuthLocation.QUERY_STRING)
                .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, duration));
    return AwsV4HttpSigner.create().sign(sign.build()).request();
  }
}
