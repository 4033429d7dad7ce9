package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;

/**
 * imagePullSecrets, the whole way: a registry asks for a login, the node reads the image's
 * configuration with it, ECS pulls with it. The registry is there twice, on a loopback address of
 * this machine, where the engine pulls, and of the node's task.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class PullSecretsIT extends PodsInLab {
  private static final Duration REMOVED = Duration.ofMinutes(5);

  @TempDir static Path folder;

  private final List<Process> registries = new ArrayList<>();
  private int port;
  private String digest = "";

  @Override
  String[] startCommand() {
    return new String[] {"local", "start", "--record"};
  }

  @AfterAll
  void end() {
    registries.forEach(Process::destroy);
    home.docker("image", "rm", "127.0.0.1:" + port + "/app@" + digest);
  }

  private void open() throws IOException, InterruptedException {
    var token = account.ecr.getAuthorizationToken(r -> {}).authorizationData().getFirst();
    digest = PrivateRegistry.copy(image, "Basic " + token.authorizationToken(), folder);
    admit("first-word");
    port = FreePort.find();
    serve();
    String task = account.serviceTasks(LAB).getFirst().taskArn();
    String holder = "fnk-" + task.substring(task.lastIndexOf('/') + 1);
    String pid = home.docker("inspect", "-f", "{{.State.Pid}}", holder).exits(0).out().strip();
    serve("nsenter", "--net=/proc/" + pid + "/ns/net");
  }

  private void admit(String password) throws IOException {
    Files.writeString(folder.resolve("login"), "user:" + password);
  }

  private void serve(String... prefix) throws IOException {
    var command = new ArrayList<>(List.of(prefix));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(
        List.of(PrivateRegistry.class.getName(), Integer.toString(port), folder.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    registries.add(process);
    assertThat(process.inputReader().readLine()).isEqualTo("listening");
  }

  private void secret(String password) {
    String manifest =
        home.kubectl(
                "create",
                "secret",
                "docker-registry",
                "pull",
                "--docker-server=127.0.0.1:" + port,
                "--docker-username=user",
                "--docker-password=" + password,
                "--dry-run=client",
                "-o",
                "json")
            .exits(0)
            .out();
    home.kubectlWithInput(manifest, "apply", "-f", "-").exits(0);
  }

  private void pod(String name, String script) {
    String manifest =
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s}
        spec:
          tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]
          restartPolicy: Never
          terminationGracePeriodSeconds: 1
          imagePullSecrets: [{name: pull}]
          containers: [{name: main, image: '127.0.0.1:%d/app:1', command: [sh, -c, '%s']}]
        """
            .formatted(name, port, script);
    home.kubectlWithInput(manifest, "apply", "-f", "-").exits(0);
  }

  private List<SecretListEntry> kept() {
    return account.secrets.listSecrets(r -> {}).secretList();
  }

  private String value() {
    assertThat(kept()).hasSize(1);
    String name = kept().getFirst().name();
    assertThat(name).startsWith("fnk/" + LAB + "/pull-");
    return account.secrets.getSecretValue(r -> r.secretId(name)).secretString();
  }

  @Test
  @Order(1)
  void aPrivateImageRunsOnceItsSecretIsThere() throws Exception {
    open();
    pod("pulled", "echo pulled");
    Await.value(
        "why it waits",
        SOON,
        () ->
            Optional.of(container(home.kubectlJson("get", "pod", "pulled"), "main"))
                .filter(c -> c.at("/state/waiting/message").asString("").contains("/app:1")));
    assertThat(kept()).isEmpty();

    secret("first-word");

    inPhase("pulled", "Succeeded");
    assertThat(log("pulled")).isEqualTo("pulled\n");
    assertThat(whatEcsKnows()).contains("fnk/" + LAB + "/pull-").doesNotContain("first-word");
    assertThat(account.logLines("fnk")).noneMatch(line -> line.contains("first-word"));
  }

  /** No pod will get a task with it any more. */
  @Test
  @Order(2)
  void theSecretGoesWithItsLastUser() {
    Await.until("the secret to be removed", REMOVED, () -> kept().isEmpty());
  }

  @Test
  @Order(3)
  void anotherPasswordIsPulledWith() throws Exception {
    admit("second-word");
    secret("second-word");
    home.docker("image", "rm", "127.0.0.1:" + port + "/app@" + digest);
    pod("stays", "echo again; sleep 600");

    inPhase("stays", "Running");
    assertThat(value()).isEqualTo("{\"username\":\"user\",\"password\":\"second-word\"}");
  }

  @Test
  @Order(4)
  void anExecutionRoleThatMayNotReadItIsToldAndTriedAgain() {
    String role = LAB + "-eu-west-1-execution";
    account.iam.putRolePolicy(
        r ->
            r.roleName(role)
                .policyName("not-that-secret")
                .policyDocument(
                    """
                    {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Resource":"*",
                     "Action":"secretsmanager:GetSecretValue"}]}
                    """));
    pod("denied", "echo at last");

    Await.until(
        "why it does not run",
        SOON,
        () ->
            Stream.of(
                    container(home.kubectlJson("get", "pod", "denied"), "main")
                        .at("/state/waiting/message")
                        .asString(""),
                    home.kubectl("get", "events", "--field-selector=involvedObject.name=denied")
                        .out())
                .allMatch(
                    words ->
                        words.contains("unable to get registry auth from asm")
                            && words.contains("AccessDeniedException")));
    account.iam.deleteRolePolicy(r -> r.roleName(role).policyName("not-that-secret"));

    inPhase("denied", "Succeeded");
  }

  @Test
  @Order(5)
  void theLabLeavesNoneBehind() {
    home.fnk("teardown", "--yes").exits(0);

    assertThat(kept()).isEmpty();
    var run = home.script("conformance").exits(0);
    assertThat(run.out()).contains("secretsmanager ");
  }
}
