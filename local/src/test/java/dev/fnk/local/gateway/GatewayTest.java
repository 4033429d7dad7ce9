package dev.fnk.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.AwsRequest;
import dev.fnk.local.aws.AwsResponse;
import dev.fnk.local.aws.AwsService;
import dev.fnk.local.aws.Caller;
import dev.fnk.local.sigv4.AccessKey;
import dev.fnk.local.sigv4.SignatureVerifier;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.EcrException;
import software.amazon.awssdk.services.ecr.model.RepositoryNotFoundException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.IamException;

final class GatewayTest {
  private static final AccessKey KEY =
      new AccessKey(
          "AKIATEST",
          "secret",
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          new Caller("123456789012", "arn:aws:iam::123456789012:user/test", "AIDATEST"));

  /** Answers with what it was asked for. */
  private record Echo(String signingName) implements AwsService {
    @Override
    public AwsResponse handle(AwsRequest request) {
      if (request.targetOperation().filter("DescribeImages"::equals).isPresent()) {
        throw new AwsError(400, "RepositoryNotFoundException", "no <such> \"repository\"");
      }
      String operation = request.targetOperation().orElse("none");
      if (operation.equals("GetRegistryPolicy")) {
        throw new IllegalStateException("broken");
      }
      return AwsResponse.json(
          200,
          "application/x-amz-json-1.1",
          "{\"registryId\":\"%s %s %s\"}"
              .formatted(request.service(), request.region(), operation));
    }
  }

  private final List<String> journal = new CopyOnWriteArrayList<>();
  private Gateway gateway;

  @BeforeEach
  void open() throws Exception {
    ServiceRegistry services =
        new ServiceRegistry(
            name -> {
              throw new AwsError(501, "NotImplemented", name);
            });
    services.register(new Echo("ecr"));
    SignatureVerifier verifier =
        new SignatureVerifier(
            id -> Optional.of(KEY).filter(key -> key.accessKeyId().equals(id)),
            InstantSource.system());
    gateway = new Gateway(0);
    Journal note =
        (request, response) ->
            journal.add(request.targetOperation().orElse("") + " " + response.status());
    gateway.handle("/", new AwsHandler(verifier::verify, request -> {}, services, note));
    gateway.handle("/_fnk/", exchange -> exchange.sendResponseHeaders(204, -1));
    gateway.start();
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void whatFailsIsInTheJournalToo() {
    try (EcrClient ecr = ecr("secret")) {
      Assertions.assertThatExceptionOfType(EcrException.class)
          .isThrownBy(() -> ecr.getRegistryPolicy(request -> {}))
          .satisfies(e -> assertThat(e.statusCode()).isEqualTo(500));
    }
    assertThat(journal).contains("GetRegistryPolicy 500");
  }

  @Test
  void routesByTheCredentialScope() {
    try (EcrClient ecr = ecr("secret")) {
      assertThat(ecr.describeRegistry(request -> {}).registryId())
          .isEqualTo("ecr eu-west-1 DescribeRegistry");
    }
  }

  @Test
  void writesServiceErrorsSoThatTheSdkKnowsThem() {
    try (EcrClient ecr = ecr("secret")) {
      Assertions.assertThatExceptionOfType(RepositoryNotFoundException.class)
          .isThrownBy(() -> ecr.describeImages(r -> r.repositoryName("x")))
          .matches(e -> e.awsErrorDetails().errorMessage().equals("no <such> \"repository\""))
          .matches(e -> !e.requestId().isEmpty());
    }
  }

  @Test
  void writesSignatureErrorsInEachProtocol() {
    try (EcrClient ecr = ecr("wrong");
        Ec2Client ec2 =
            Ec2Client.builder()
                .endpointOverride(gateway.endpoint())
                .region(Region.EU_WEST_1)
                .credentialsProvider(credentials("wrong"))
                .httpClient(ApacheHttpClient.create())
                .build();
        IamClient iam =
            IamClient.builder()
                .endpointOverride(gateway.endpoint())
                .region(Region.AWS_GLOBAL)
                .credentialsProvider(credentials("wrong"))
                .httpClient(ApacheHttpClient.create())
                .build()) {
      Assertions.assertThatExceptionOfType(EcrException.class)
          .isThrownBy(() -> ecr.describeRegistry(request -> {}))
          .matches(e -> e.awsErrorDetails().errorCode().equals("InvalidSignatureException"));
      Assertions.assertThatExceptionOfType(Ec2Exception.class)
          .isThrownBy(ec2::describeVpcs)
          .matches(e -> e.awsErrorDetails().errorCode().equals("AuthFailure"));
      Assertions.assertThatExceptionOfType(IamException.class)
          .isThrownBy(iam::listRoles)
          .matches(e -> e.awsErrorDetails().errorCode().equals("SignatureDoesNotMatch"))
          .matches(e -> e.statusCode() == 403);
    }
  }

  @Test
  void answersUnsignedOnlyWhereAHandlerIs() throws Exception {
    assertThat(status("/_fnk/health")).isEqualTo(204);
    assertThat(status("/clusters")).isEqualTo(403);
  }

  @Test
  void listensOnFurtherAddressesAtTheSamePort() throws Exception {
    var address = java.net.InetAddress.ofLiteral("127.0.0.53");
    URI endpoint = gateway.listen(address);
    assertThat(endpoint.getPort()).isEqualTo(gateway.endpoint().getPort());
    assertThat(gateway.listen(address)).isEqualTo(endpoint);
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest health = HttpRequest.newBuilder(endpoint.resolve("/_fnk/health")).build();
      assertThat(http.send(health, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(204);
    }
    gateway.close(address);
  }

  private int status(String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(gateway.endpoint().resolve(path)).build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }

  private EcrClient ecr(String secret) {
    return EcrClient.builder()
        .endpointOverride(gateway.endpoint())
        .region(Region.EU_WEST_1)
        .credentialsProvider(credentials(secret))
        .httpClient(ApacheHttpClient.create())
        .build();
  }

  private static StaticCredentialsProvider credentials(String secret) {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIATEST", secret));
  }
}
