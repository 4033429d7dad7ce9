package dev.fnk.kubelet.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.kubelet.image.RegistryCredential.Login;
import dev.fnk.kubelet.image.RegistryFailure.Kind;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

class AwsEcrTokensTest {
  private static final StaticCredentialsProvider ROLE =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret"));

  @Test
  void theTokenIsOfTheRegionThatWasAskedFor() throws RegistryFailure {
    var aws =
        new CannedAws(
            200,
            """
            {"authorizationData":[{"authorizationToken":"QVdTOmh1bnRlcjI=","expiresAt":1772600767,
              "proxyEndpoint":"https://111122223333.dkr.ecr.eu-west-1.amazonaws.com"}]}
            """);

    assertThat(ask(aws, ""))
        .isEqualTo(
            new EcrTokens.Token(
                URI.create("https://111122223333.dkr.ecr.eu-west-1.amazonaws.com"),
                new Login("AWS", "hunter2"),
                Instant.ofEpochSecond(1772600767)));
    assertThat(aws.host).isEqualTo("api.ecr.eu-west-1.amazonaws.com");
    ask(aws, "us-east-2");
    assertThat(aws.host).isEqualTo("api.ecr.us-east-2.amazonaws.com");
  }

  @ParameterizedTest
  @CsvSource({
    "400, AccessDeniedException, DENIED",
    "403, UnrecognizedClientException, DENIED",
    "400, ThrottlingException, NOT_NOW",
    "500, ServerException, NOT_NOW",
    "0, '', NOT_NOW"
  })
  void whyThereIsNoneIsTold(int status, String code, Kind kind) {
    var aws = new CannedAws(status, "{\"__type\":\"" + code + "\"}");

    assertThatThrownBy(() -> ask(aws, ""))
        .isInstanceOfSatisfying(
            RegistryFailure.class,
            failure -> {
              assertThat(failure.kind()).isEqualTo(kind);
              assertThat(failure.words()).contains("ecr:GetAuthorizationToken in eu-west-1");
            });
  }

  private static EcrTokens.Token ask(CannedAws aws, String region) throws RegistryFailure {
    return new AwsEcrTokens(
            new EcrCalls(builder -> builder.httpClient(aws).credentialsProvider(ROLE), "eu-west-1"))
        .token(region);
  }
}
