package dev.fnk.local.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.Caller;
import dev.fnk.local.sigv4.AccessKey;
import dev.fnk.local.sigv4.SdkSigned;
import dev.fnk.local.sigv4.SignatureVerifier;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PresignedIdentityTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Map<String, String> CLUSTER = Map.of("x-k8s-aws-id", "eks-lab");
  private static final String URL =
      "https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15";
  private static final AccessKey KEY =
      new AccessKey(
          "AKIATEST",
          "secret",
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          new Caller("123456789012", "arn:aws:iam::123456789012:user/test", "AIDATEST"));

  private final SdkSigned signer = new SdkSigned("sts", NOW, "secret", Optional.empty());

  @Test
  void namesTheCaller() {
    URI url = signer.presigned(URL, CLUSTER, Duration.ofSeconds(60));
    assertThat(verify(url, CLUSTER, NOW.plusSeconds(59)).arn()).endsWith("user/test");
    // As STS does it: fifteen minutes, whatever the URL says.
    assertThat(verify(url, CLUSTER, NOW.plusSeconds(899)).arn()).endsWith("user/test");
  }

  @Test
  void acceptsTheGatewaysOwnHost() {
    URI url =
        signer.presigned(
            "http://127.0.0.1:4599/?Action=GetCallerIdentity&Version=2011-06-15",
            CLUSTER,
            Duration.ofSeconds(60));
    assertThat(verify(url, CLUSTER, NOW)).isEqualTo(KEY.caller());
  }

  @Test
  void refusesAnotherCluster() {
    URI url = signer.presigned(URL, CLUSTER, Duration.ofSeconds(60));
    assertRefused(url, Map.of("x-k8s-aws-id", "other"), "signature");
    assertRefused(
        signer.presigned(URL, Map.of(), Duration.ofSeconds(60)), CLUSTER, "is not signed");
  }

  @Test
  void refusesLongOrEndedUrls() {
    assertRefused(
        signer.presigned(URL, CLUSTER, Duration.ofSeconds(901)), CLUSTER, "X-Amz-Expires");
    URI url = signer.presigned(URL, CLUSTER, Duration.ofSeconds(60));
    assertThatExceptionOfType(AwsError.class)
        .isThrownBy(() -> verify(url, CLUSTER, NOW.plusSeconds(901)))
        .withMessageContaining("expired");
  }

  @Test
  void refusesOtherCallsThanGetCallerIdentity() {
    assertRefused(
        signer.presigned(
            "https://sts.eu-west-1.amazonaws.com/?Action=AssumeRole&Version=2011-06-15",
            CLUSTER,
            Duration.ofSeconds(60)),
        CLUSTER,
        "GetCallerIdentity");
    assertRefused(
        signer.presigned(URL + "&RoleArn=x", CLUSTER, Duration.ofSeconds(60)), CLUSTER, "RoleArn");
    assertRefused(
        signer.presigned(
            "https://sts.eu-west-1.amazonaws.com/x?Action=GetCallerIdentity",
            CLUSTER,
            Duration.ofSeconds(60)),
        CLUSTER,
        "path");
  }

  private static void assertRefused(URI url, Map<String, String> headers, String why) {
    assertThatExceptionOfType(AwsError.class)
        .isThrownBy(() -> verify(url, headers, NOW))
        .withMessageContaining(why);
  }

  private static Caller verify(URI url, Map<String, String> headers, Instant now) {
    return PresignedIdentity.verify(
        url,
        headers,
        new SignatureVerifier(
            id -> Optional.of(KEY).filter(key -> key.accessKeyId().equals(id)),
            InstantSource.fixed(now)));
  }
}
