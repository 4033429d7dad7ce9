package dev.fnk.kubelet.eks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.sts.CallerIdentitySigner;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.StsServiceClientConfiguration;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;

final class EksTokensTest {
  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
  private static final AwsCredentials KEYS = AwsBasicCredentials.create("AKIDEXAMPLE", "secret");

  @Test
  void isAPresignedGetCallerIdentityOfTheRegionalHost() {
    EksToken token = tokens(KEYS, URI.create("https://sts.eu-west-1.amazonaws.com")).issue("lab");

    URI url = url(token);
    assertThat(url.getScheme()).isEqualTo("https");
    assertThat(url.getAuthority()).isEqualTo("sts.eu-west-1.amazonaws.com");
    assertThat(url.getPath()).isEqualTo("/");
    Map<String, String> query = query(url);
    assertThat(query.remove("X-Amz-Signature")).matches("[0-9a-f]{64}");
    // The authenticator refuses any parameter it does not know.
    assertThat(query)
        .isEqualTo(
            Map.of(
                "Action", "GetCallerIdentity",
                "Version", "2011-06-15",
                "X-Amz-Algorithm", "AWS4-HMAC-SHA256",
                "X-Amz-Credential", "AKIDEXAMPLE/20260304/eu-west-1/sts/aws4_request",
                "X-Amz-Date", "20260304T050607Z",
                "X-Amz-Expires", "60",
                "X-Amz-SignedHeaders", "host;x-k8s-aws-id"));
    assertThat(token.expires()).isEqualTo(NOW.plus(Duration.ofMinutes(14)));
    assertThat(token.value()).doesNotContain("=");
    assertThat(token.toString()).doesNotContain(token.value());
  }

  @Test
  void aNodeRoleIsAssumedUnderTheNodesName() {
    List<AssumeRoleRequest> asked = new ArrayList<>();
    StsClient sts =
        new StsClient() {
          @Override
          public AssumeRoleResponse assumeRole(AssumeRoleRequest request) {
            asked.add(request);
            return AssumeRoleResponse.builder()
                .assumedRoleUser(u -> u.arn("arn:aws:sts::123456789012:assumed-role/node/n1"))
                .credentials(
                    c ->
                        c.accessKeyId("ASIANODE")
                            .secretAccessKey("secret")
                            .sessionToken("session")
                            .expiration(Instant.now().plusSeconds(3600)))
                .build();
          }

          @Override
          public StsServiceClientConfiguration serviceClientConfiguration() {
            return StsServiceClientConfiguration.builder().region(Region.EU_WEST_1).build();
          }

          @Override
          public String serviceName() {
            return SERVICE_NAME;
          }

          @Override
          public void close() {}
        };

    EksToken token =
        EksTokens.assuming(
                sts, "arn:aws:iam::123456789012:role/node", "n1", Clock.fixed(NOW, ZoneOffset.UTC))
            .issue("lab");

    assertThat(url(token).getAuthority()).isEqualTo("sts.eu-west-1.amazonaws.com");
    assertThat(query(url(token)).get("X-Amz-Credential")).startsWith("ASIANODE/");
    assertThat(asked)
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.roleArn()).isEqualTo("arn:aws:iam::123456789012:role/node");
              assertThat(request.roleSessionName()).isEqualTo("n1");
            });
  }

  @Test
  void signatureBindsTheCluster() {
    EksTokens tokens = tokens(KEYS, URI.create("https://sts.eu-west-1.amazonaws.com"));

    assertThat(query(url(tokens.issue("one"))).get("X-Amz-Signature"))
        .isNotEqualTo(query(url(tokens.issue("two"))).get("X-Amz-Signature"));
  }

  @Test
  void carriesTheSessionTokenAndEndsWithTheCredentials() {
    AwsSessionCredentials session =
        AwsSessionCredentials.builder()
            .accessKeyId("ASIAEXAMPLE")
            .secretAccessKey("secret")
            .sessionToken("session+/=")
            .expirationTime(NOW.plusSeconds(300))
            .build();

    EksToken token = tokens(session, URI.create("http://127.0.0.1:4566")).issue("lab");

    assertThat(url(token).getAuthority()).isEqualTo("127.0.0.1:4566");
    assertThat(query(url(token))).containsEntry("X-Amz-Security-Token", "session+/=");
    assertThat(token.expires()).isEqualTo(NOW.plusSeconds(300));
  }

  @Test
  void endpointAndCredentialsAreTheClients() {
    try (StsClient regional = client().build();
        StsClient other = client().endpointOverride(URI.create("http://127.0.0.1:77")).build()) {
      assertThat(url(new EksTokens(regional).issue("lab")).getHost())
          .isEqualTo("sts.eu-west-1.amazonaws.com");
      URI overridden = url(new EksTokens(other).issue("lab"));
      assertThat(overridden.getAuthority()).isEqualTo("127.0.0.1:77");
      assertThat(query(overridden).get("X-Amz-Credential"))
          .startsWith("AKIDEXAMPLE/")
          .endsWith("/eu-west-1/sts/aws4_request");
    }
  }

  @Test
  void sourceRenewsInTimeAndAfterARefusal() {
    var clock = new SteppingClock(NOW);
    EksTokenSource source =
        new EksTokens(
                new CallerIdentitySigner(
                    StaticCredentialsProvider.create(KEYS),
                    Region.EU_WEST_1,
                    URI.create("https://sts.eu-west-1.amazonaws.com"),
                    clock),
                clock)
            .source("lab");

    EksToken first = source.get();
    clock.now = NOW.plus(Duration.ofMinutes(12));
    assertThat(source.get()).isSameAs(first);
    clock.now = NOW.plus(Duration.ofMinutes(13));
    EksToken second = source.get();
    assertThat(second.expires()).isEqualTo(NOW.plus(Duration.ofMinutes(27)));
    source.refused(first);
    assertThat(source.get()).as("an old refusal changes nothing").isSameAs(second);
    source.refused(second);
    assertThat(source.get()).isNotSameAs(second);
  }

  private static EksTokens tokens(AwsCredentials credentials, URI endpoint) {
    var clock = Clock.fixed(NOW, ZoneOffset.UTC);
    return new EksTokens(
        new CallerIdentitySigner(
            StaticCredentialsProvider.create(credentials), Region.EU_WEST_1, endpoint, clock),
        clock);
  }

  private static StsClientBuilder client() {
    return StsClient.builder()
        .region(Region.EU_WEST_1)
        .credentialsProvider(StaticCredentialsProvider.create(KEYS));
  }

  private static URI url(EksToken token) {
    assertThat(token.value()).startsWith("k8s-aws-v1.");
    byte[] url = Base64.getUrlDecoder().decode(token.value().substring("k8s-aws-v1.".length()));
    return URI.create(new String(url, StandardCharsets.UTF_8));
  }

  private static Map<String, String> query(URI url) {
    Map<String, String> parameters = new TreeMap<>();
    for (String pair : url.getRawQuery().split("&")) {
      String[] parts = pair.split("=", 2);
      parameters.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return parameters;
  }

  private static final class SteppingClock extends Clock {
    private Instant now;

    private SteppingClock(Instant now) {
      this.now = now;
    }

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
