package dev.fnk.local.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.local.account.AccountClients;
import dev.fnk.local.account.LocalAccount;
import dev.fnk.local.account.RoleCredentials;
import dev.fnk.local.aws.Caller;
import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

final class MetadataAnswersTest {
  private static final InetAddress OWN = InetAddress.ofLiteral("169.254.171.2");
  private static final InetAddress OTHER = InetAddress.ofLiteral("169.254.171.3");

  private final MetadataAnswers answers = new MetadataAnswers(new NoAccount(), Clock.systemUTC());

  MetadataAnswersTest() {
    answers.register(new FakeTask());
  }

  private static ObjectNode json(String text) {
    return (ObjectNode) JsonMapper.shared().readTree(text);
  }

  private String get(String path, InetAddress remote) {
    MetadataAnswers.Answer answer = answers.get(path, remote);
    return answer.status() + " " + answer.body();
  }

  @Test
  void aTaskIsToldWhatItsContainersUse() {
    assertThat(get("/v4/t-1/task/stats", OWN))
        .isEqualTo("200 {\"t-1\":{\"name\":\"app\"},\"t-2\":null}");
    assertThat(get("/v4/t-1/stats", OWN)).isEqualTo("200 {\"name\":\"app\"}");
    assertThat(get("/v4/t-2/stats", OWN)).startsWith("404 ");
  }

  @Test
  void aTaskIsToldWhatItIs() {
    assertThat(get("/v4/t-1", OWN)).isEqualTo("200 {\"Name\":\"t-1\"}");
    assertThat(get("/v4/t-1/task", OWN)).isEqualTo("200 {\"TaskARN\":\"arn\"}");
    assertThat(get("/v4/t-1/task/other", OWN)).startsWith("404 ");
    assertThat(get("/v3/t-1", OWN)).startsWith("404 ");
  }

  @Test
  void anotherTaskIsToldNothing() {
    assertThat(get("/v4/t-1/task/stats", OTHER)).startsWith("404 ");
    assertThat(get("/v4/t-1", OTHER)).startsWith("404 ");
    assertThat(get("/v2/credentials/x", OTHER)).startsWith("400 ");
    answers.forget("t");
    assertThat(get("/v4/t-1", OWN)).startsWith("404 ");
  }

  private static final class FakeTask implements TaskEndpoint {
    @Override
    public String taskId() {
      return "t";
    }

    @Override
    public Optional<TaskRole> role() {
      return Optional.empty();
    }

    @Override
    public boolean owns(InetAddress remote) {
      return remote.equals(OWN);
    }

    @Override
    public ObjectNode describeTask() {
      return json("{\"TaskARN\":\"arn\"}");
    }

    @Override
    public Optional<ObjectNode> describeContainer(String containerId) {
      return containerId.startsWith("t-")
          ? Optional.of(json("{\"Name\":\"" + containerId + "\"}"))
          : Optional.empty();
    }

    @Override
    public ObjectNode statistics() {
      return json("{\"t-1\":{\"name\":\"app\"},\"t-2\":null}");
    }
  }

  /** Nobody asks it for anything. */
  private static final class NoAccount implements LocalAccount {
    @Override
    public String accountId() {
      throw new IllegalStateException();
    }

    @Override
    public URI endpoint() {
      throw new IllegalStateException();
    }

    @Override
    public AccountClients clients(String region) {
      throw new IllegalStateException();
    }

    @Override
    public RoleCredentials assumeRole(
        String roleArn, String servicePrincipal, String sessionName, Duration lifetime) {
      throw new IllegalStateException();
    }

    @Override
    public RoleCredentials assumeRole(
        String roleArn,
        String servicePrincipal,
        String sessionName,
        Duration lifetime,
        String sourceArn) {
      throw new IllegalStateException();
    }

    @Override
    public Caller verifyPresigned(URI url, Map<String, String> signedHeaders) {
      throw new IllegalStateException();
    }
  }
}
