package dev.fnk.cli.resource.eks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.stage.FakeWork;
import dev.fnk.cli.world.World;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

@Timeout(120)
final class ApiServerTest {
  private final AwsClients aws =
      new AwsClients(
          new World(
              "fake",
              "eu-west-1",
              Optional.of(URI.create("http://127.0.0.1:1")), // signed for, never called
              StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIATEST", "secret")),
              false));
  private final ApiServer api = new ApiServer(aws, "eks-lab");
  private FakeApiServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeApiServer();
  }

  @AfterEach
  void stop() {
    api.close();
    aws.close();
    server.close();
  }

  @Test
  void allThatComesBeforeAnEndpointAnswersIsWaitedFor() {
    server.first(FakeApiServer.BREAK_OFF).first(401).first(401).first(403).first(401);

    api.awaitAnswer(TestClusters.at(server.endpoint()), new FakeWork());

    assertThat(server.asked()).isGreaterThanOrEqualTo(6);
  }

  @ParameterizedTest
  @CsvSource({"401,does not know who calls", "403,refuses: not you"})
  void aRefusalThatStaysIsReportedWithItsReason(int status, String reason) {
    server.always(status);

    assertThatThrownBy(() -> api.awaitAnswer(TestClusters.at(server.endpoint()), new FakeWork()))
        .isInstanceOfSatisfying(
            ResourceException.class,
            e -> {
              assertThat(e).hasMessageContaining("its API server to answer");
              assertThat(e).hasMessageContaining(reason);
              assertThat(e.next()).contains("cluster.admins");
            });
  }

  @Test
  void aNameThatDoesNotResolveYetIsNamed() {
    var name = "http://eks-lab.invalid";

    assertThatThrownBy(() -> api.awaitAnswer(TestClusters.at(name), new FakeWork(2)))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("does not answer")
        .hasMessageContaining("eks-lab.invalid");
  }

  @Test
  void anAnswerThatIsWrongForGoodIsNotWaitedFor() {
    server.always(404);

    assertThatThrownBy(() -> api.awaitAnswer(TestClusters.at(server.endpoint()), new FakeWork()))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("HTTP 404");
    assertThat(server.asked()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "-1,true,true", "0,true,true", "401,true,true", "403,true,false", "429,true,true",
    "500,true,true", "503,true,true", "404,false,false", "409,false,false", "422,false,false"
  })
  void whatPasses(int code, boolean young, boolean old) {
    var failure = new KubernetesClientException("x", code, null);

    assertThat(ApiFailures.passes(failure, true)).isEqualTo(young);
    assertThat(ApiFailures.passes(failure, false)).isEqualTo(old);
  }
}
