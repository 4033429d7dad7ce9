package dev.fnk.kubelet.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.kubelet.image.RegistryFailure.Kind;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

final class AwsEcrApiTest {
  private static final StaticCredentialsProvider ROLE =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret"));
  private static final String DIGEST = "sha256:" + "0".repeat(64);
  private static final EcrApi.Repository OWN = new EcrApi.Repository("", "", "lab/web");

  private static EcrApi api(CannedAws aws) {
    return new AwsEcrApi(
        new EcrCalls(builder -> builder.httpClient(aws).credentialsProvider(ROLE), "eu-west-1"));
  }

  @Test
  void aTagIsAskedForInTheNodesOwnRegistry() throws RegistryFailure {
    var aws =
        new CannedAws(
            200,
            """
            {"images":[{"imageId":{"imageDigest":"%s","imageTag":"1"},"imageManifest":"{}",
              "imageManifestMediaType":"application/x"}],"failures":[]}
            """
                .formatted(DIGEST));

    EcrApi.Found found = api(aws).manifest(OWN, "1");

    assertThat(found.digest()).isEqualTo(DIGEST);
    assertThat(found.manifest()).isEqualTo("{}".getBytes(StandardCharsets.UTF_8));
    assertThat(found.mediaType()).isEqualTo("application/x");
    assertThat(aws.host).isEqualTo("api.ecr.eu-west-1.amazonaws.com");
    assertThat(aws.target).endsWith(".BatchGetImage");
    assertThat(aws.sent)
        .contains("\"repositoryName\":\"lab/web\"", "\"imageTag\":\"1\"", Manifest.OCI_INDEX)
        .doesNotContain("registryId");
  }

  @Test
  void aDigestInAnotherAccountAndRegion() throws RegistryFailure {
    var aws = new CannedAws(200, "{\"downloadUrl\":\"https://store.example/x?y=z\"}");
    var other = new EcrApi.Repository("us-east-1", "444455556666", "team/db");

    assertThat(api(aws).blob(other, DIGEST)).isEqualTo(URI.create("https://store.example/x?y=z"));

    assertThat(aws.host).isEqualTo("api.ecr.us-east-1.amazonaws.com");
    assertThat(aws.target).endsWith(".GetDownloadUrlForLayer");
    assertThat(aws.sent)
        .contains("\"registryId\":\"444455556666\"", "\"layerDigest\":\"" + DIGEST + "\"");
  }

  @Test
  void anImageThatIsNotThere() {
    var aws = new CannedAws(200, "{\"images\":[],\"failures\":[{\"failureCode\":\"x\"}]}");

    assertThatThrownBy(() -> api(aws).manifest(OWN, DIGEST))
        .isInstanceOfSatisfying(
            RegistryFailure.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
    assertThat(aws.sent).contains("\"imageDigest\":\"" + DIGEST + "\"");
  }

  @ParameterizedTest
  @CsvSource({
    "400, RepositoryNotFoundException, NOT_FOUND",
    "400, LayersNotFoundException, NOT_FOUND",
    "400, AccessDeniedException, DENIED",
    "400, ThrottlingException, NOT_NOW",
    "500, ServerException, NOT_NOW",
    "0, none, NOT_NOW",
  })
  void whatGoesWrong(int status, String code, Kind kind) {
    var aws = new CannedAws(status, "{\"__type\":\"" + code + "\",\"message\":\"m\"}");

    assertThatThrownBy(() -> api(aws).blob(OWN, DIGEST))
        .isInstanceOfSatisfying(RegistryFailure.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }
}
