package dev.fnk.kubelet.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.kubelet.image.RegistryCredential.Login;
import dev.fnk.kubelet.image.RegistryFailure.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;

class AwsEcrTokensTest {
  private static final StaticCredentialsProvider ROLE =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret"));

  /** AWS, which always answers the same. */
  private static final class Canned implements SdkHttpClient {
    private final int status;
    private final String body;
    private String host = "";

    private Canned(int status, String body) {
      this.status = status;
      this.body = body;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      host = request.httpRequest().host();
      return new ExecutableHttpRequest() {
        @Override
        public HttpExecuteResponse call() throws IOException {
          if (status == 0) {
            throw new IOException("no route");
          }
          byte[] octets = body.getBytes(StandardCharsets.UTF_8);
          return HttpExecuteResponse.builder()
              .response(SdkHttpResponse.builder().statusCode(status).build())
              .responseBody(AbortableInputStream.create(new ByteArrayInputStream(octets)))
              .build();
        }

        @Override
        public void abort() {}
      };
    }

    @Override
    public void close() {}

    private EcrTokens.Token ask(String region) throws RegistryFailure {
      return new AwsEcrTokens(
              builder -> builder.httpClient(this).credentialsProvider(ROLE), "eu-west-1")
          .token(region);
    }
  }

  @Test
  void theTokenIsOfTheRegionThatWasAskedFor() throws RegistryFailure {
    var aws =
        new Canned(
            200,
            """
            {"authorizationData":[{"authorizationToken":"QVdTOmh1bnRlcjI=","expiresAt":1772600767,
              "proxyEndpoint":"https://111122223333.dkr.ecr.eu-west-1.amazonaws.com"}]}
            """);

    assertThat(aws.ask(""))
        .isEqualTo(
            new EcrTokens.Token(
                URI.create("https://111122223333.dkr.ecr.eu-west-1.amazonaws.com"),
                new Login("AWS", "hunter2"),
                Instant.ofEpochSecond(1772600767)));
    assertThat(aws.host).isEqualTo("api.ecr.eu-west-1.amazonaws.com");
    aws.ask("us-east-2");
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
    var aws = new Canned(status, "{\"__type\":\"" + code + "\"}");

    assertThatThrownBy(() -> aws.ask(""))
        .isInstanceOfSatisfying(
            RegistryFailure.class,
            failure -> {
              assertThat(failure.kind()).isEqualTo(kind);
              assertThat(failure.words()).contains("ecr:GetAuthorizationToken in eu-west-1");
            });
  }
}
