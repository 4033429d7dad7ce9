package dev.fnk.local.ecs.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.fnk.local.account.LocalAccount;
import dev.fnk.local.account.RoleCredentials;
import dev.fnk.local.aws.AwsError;
import dev.fnk.local.ecs.definition.TaskOverrides;
import dev.fnk.local.ecs.model.EcsRequests;
import dev.fnk.local.ecs.model.task.TaskSpec;
import dev.fnk.local.engine.EngineImages.RegistryLogin;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a Secrets Manager that answers what a test says. */
@Timeout(60)
class RepositoryCredentialsTest {
  private static final String ROLE = "arn:aws:iam::123456789012:role/execution";
  private static final String PREFIX =
      "ResourceInitializationError: unable to pull secrets or registry auth: execution resource"
          + " retrieval failed: unable to get registry auth from asm: service call has been"
          + " retried 1 time(s): asm fetching secret from the service for fnk/lab/pull-1: ";

  private final List<String> asked = new ArrayList<>();
  private final HttpServer server;
  private int status = 200;
  private String answer = "";
  private boolean trusted = true;

  RepositoryCredentialsTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.add(
              exchange.getRequestHeaders().getFirst("X-Amz-Target")
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
                  + " "
                  + exchange.getRequestHeaders().getFirst("X-Amz-Security-Token"));
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private LocalAccount account() {
    return (LocalAccount)
        Proxy.newProxyInstance(
            LocalAccount.class.getClassLoader(),
            new Class<?>[] {LocalAccount.class},
            (_, method, arguments) ->
                switch (method.getName()) {
                  case "endpoint" ->
                      URI.create("http://127.0.0.1:" + server.getAddress().getPort());
                  case "assumeRole" -> {
                    if (!trusted) {
                      throw new AwsError(403, "AccessDenied", "not trusted");
                    }
                    asked.add(arguments[0] + " " + arguments[1] + " " + arguments[4]);
                    yield new RoleCredentials("AKIA", "key", "t0k3n", EcsRequests.START, ROLE);
                  }
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private RegistryLogin read(Optional<String> role) {
    return new RepositoryCredentials(account()).read(task(role), "fnk/lab/pull-1", "r.example");
  }

  private static TaskSpec task(Optional<String> role) {
    String overrides = role.map(arn -> "{'executionRoleArn':'" + arn + "'}").orElse("{}");
    return EcsRequests.spec(
        EcsRequests.request(
            EcsRequests.registered("{'name':'a','image':'i'}"),
            TaskOverrides.of(EcsRequests.json(overrides))),
        "0123",
        EcsRequests.START);
  }

  private RegistryLogin read() {
    return read(Optional.of(ROLE));
  }

  @Test
  void theSecretIsReadWithTheExecutionRole() {
    answer = "{\"SecretString\":\"{\\\"username\\\":\\\"u\\\",\\\"password\\\":\\\"p\\\"}\"}";

    assertThat(read()).isEqualTo(new RegistryLogin("u", "p", "r.example"));
    assertThat(asked)
        .containsExactly(
            ROLE + " ecs-tasks.amazonaws.com " + task(Optional.empty()).arn(),
            "secretsmanager.GetSecretValue {\"SecretId\":\"fnk/lab/pull-1\"} t0k3n");
  }

  @Test
  void whatSecretsManagerSaysStopsTheTask() {
    status = 400;
    answer = "{\"__type\":\"AccessDeniedException\",\"message\":\"User: x is not authorized\"}";

    assertThatThrownBy(this::read)
        .isInstanceOf(TaskFailure.class)
        .hasMessageStartingWith(PREFIX + "AccessDeniedException: User: x is not authorized");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"SecretString\":\"hunter2\"}",
        "{\"SecretString\":\"[\\\"hunter2\\\"]\"}",
        "{\"SecretString\":\"{\\\"username\\\":\\\"u\\\"}\"}",
        "{\"SecretString\":\"{\\\"username\\\":\\\"u\\\",\\\"password\\\":7}\"}",
        "{\"SecretBinary\":\"aHVudGVyMg==\"}",
      })
  void aSecretOfAnotherShapeIsOfNoUseAndNotShown(String text) {
    answer = text;

    assertThatThrownBy(this::read)
        .hasMessage(PREFIX + "the secret is no JSON object with username and password");
  }

  @Test
  void withoutARoleThatEcsMayAssumeNothingIsRead() {
    assertThatThrownBy(() -> read(Optional.empty()))
        .hasMessage(PREFIX + "the task has no execution role");
    trusted = false;
    assertThatThrownBy(this::read).hasMessage(PREFIX + "not trusted");
    assertThat(asked).isEmpty();
  }
}
