package dev.fnk.cli.command.kubelet;

import static dev.fnk.cli.command.kubelet.Explained.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.command.TestInvocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What else a manifest has counts for its pods as in a cluster. */
final class ExplainedManifestTest {
  private static final String SETTINGS =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: settings}
      data: {color: blue, empty: }
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: login}
      stringData: {word: hush}
      data: {other: aHVzaA==}
      ---
      """;

  @TempDir private Path directory;
  private String settings = "";

  private JsonNode explained(String manifest, int exitCode) throws IOException {
    return Explained.of(directory, manifest, settings, exitCode);
  }

  @Test
  void whatAConfigMapSaysIsToldAndOfASecretTheKeysAlone() throws IOException {
    JsonNode agent =
        explained(
                SETTINGS
                    + pod(
                        "containers: [{name: a, image: x, env: [{name: COLOR, valueFrom:"
                            + " {configMapKeyRef: {name: settings, key: color}}}, {name: NONE,"
                            + " valueFrom: {secretKeyRef: {name: login, key: no, optional: true}}}],"
                            + " envFrom: [{secretRef: {name: login}}]}]"),
                0)
            .at("/pods/0/agent/containers/0/env");

    assertThat(agent.toString())
        .contains(
            "{\"name\":\"COLOR\",\"value\":\"blue\"}",
            "{\"name\":\"other\",\"value\":\"(secret login key other)\"}",
            "{\"name\":\"word\",\"value\":\"(secret login key word)\"}")
        .doesNotContain("NONE");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "env: [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: size}}}] |"
            + " CreateContainerConfigError | couldn't find key size in ConfigMap default/settings",
        "env: [{name: A, valueFrom: {secretKeyRef: {name: login, key: size}}}] |"
            + " CreateContainerConfigError | couldn't find key size in Secret default/login",
        "volumeMounts: [{name: v, mountPath: /v}] | ContainerCreating | non-existent config key: size",
      })
  void aKeyThatIsNotThereIsWaitedFor(String fields, String reason, String words)
      throws IOException {
    JsonNode waits =
        explained(
                SETTINGS
                    + pod(
                        (fields.contains("mountPath")
                                ? "volumes: [{name: v, configMap: {name: settings, items: [{key:"
                                    + " size, path: s}]}}], "
                                : "")
                            + "containers: [{name: a, image: x, "
                            + fields
                            + "}]"),
                2)
            .at("/pods/0");

    assertThat(waits.at("/reason").asString()).isEqualTo(reason);
    assertThat(waits.at("/refusals/0").asString()).contains(words);
  }

  @Test
  void theServiceAccountAndTheNamespaceSayAsWhomAndWhereItRuns() throws IOException {
    String role = "arn:aws:iam::111122223333:role/reader";
    settings = "containers:\n  podRoles: [" + role + "]\n";
    String manifest =
        pod("serviceAccount: reads, containers: [{name: a, image: x}]")
            + """
              apiVersion: v1
              kind: ServiceAccount
              metadata: {name: reads, annotations: {eks.amazonaws.com/role-arn: "%s"}}
              automountServiceAccountToken: false
              ---
              {apiVersion: v1, kind: Namespace, metadata: {name: default, annotations: {fnk.dev/capacity: spot}}}
              """;

    JsonNode runs = explained(manifest.formatted(role), 0).at("/pods/0");
    assertThat(runs.at("/placement/taskRoleArn").asString()).isEqualTo(role);
    assertThat(runs.at("/placement/spot").asBoolean()).isTrue();
    assertThat(runs.at("/agent/volumes").size()).isZero();

    assertThat(explained(manifest.formatted(role + "2"), 2).at("/pods/0/refusals/0").asString())
        .contains("of the service account", "reader2 is not among the roles");
  }

  @Test
  void aRuntimeClassAddsToWhatIsAskedFor() throws IOException {
    String manifest =
        pod("runtimeClassName: fargate, containers: [{name: a, image: x}]")
            + "{apiVersion: node.k8s.io/v1, kind: RuntimeClass, metadata: {name: fargate}, handler:"
            + " fargate, overhead: {podFixed: {cpu: 250m, memory: 300Mi}}}";

    assertThat(explained(manifest, 0).at("/pods/0/asked").toString())
        .isEqualTo("{\"cpu\":256,\"memoryMiB\":300}");
  }

  @Test
  void aLimitRangeGivesWhatContainersDoNotSay() throws IOException {
    String manifest =
        pod("containers: [{name: a, image: x, resources: {limits: {cpu: 500m}}}]")
            + """
              apiVersion: v1
              kind: LimitRange
              metadata: {name: usual}
              spec:
                limits:
                - {type: Pod, max: {memory: 64Gi}}
                - {type: Container, default: {memory: 1Gi}, defaultRequest: {cpu: 100m}, max: {cpu: "2"}}
              """;

    // CPU: its own limit is the request, before admission; memory: the range's limit.
    assertThat(explained(manifest, 0).at("/pods/0/asked").toString())
        .isEqualTo("{\"cpu\":512,\"memoryMiB\":1024}");
    assertThat(
            explained(manifest.replace("{name: usual}", "{name: usual, namespace: other}"), 0)
                .at("/pods/0/asked/memoryMiB")
                .asInt())
        .isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "containers: [{name: a, image: x, resources: {limits: {memory: 1GB}}}] |"
            + " containers[0].resources.limits.memory: 1GB is no quantity",
        "containers: [{name: a, image: x, resources: {requests: {cpu: abc}}}] | is no quantity",
        "containers: [{name: a, image: x, resources: {requests: {cpu: -1}}}] | less than nothing",
        "overhead: {cpu: x}, containers: [{name: a, image: x}] | spec.overhead.cpu: x is no",
        "volumes: [{name: v, emptyDir: {sizeLimit: foo}}], containers: [{name: a, image: x}] |"
            + " volumes[0].emptyDir.sizeLimit: foo",
        "volumes: [{name: v, persistentVolumeClaim: {}}], containers: [{name: a, image: x}] |"
            + " volumes[0].persistentVolumeClaim has no claimName",
        "containers: [{name: a, image: x, env: [{name: M, valueFrom: {resourceFieldRef: {resource:"
            + " limits.cpu, divisor: 1q}}}]}] | env M.resourceFieldRef.divisor: 1q",
      })
  void whatNoApiServerTakesIsNoBug(String spec, String why) throws IOException {
    Files.writeString(directory.resolve("pods.yaml"), pod(spec));
    var fnk = new TestInvocation(directory, Map.of());

    assertThat(fnk.run("kubelet", "explain", "-f", "pods.yaml")).isEqualTo(65);
    assertThat(fnk.err()).contains("pods.yaml: Pod a: spec.", why);
  }

  @Test
  void labelsThatTheSettingsNameBecomeTags() throws IOException {
    settings = "containers:\n  tagLabels: [cost-centre]\n";
    String manifest =
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: a, labels: {cost-centre: "42", tier: front}}
        spec: {containers: [{name: a, image: x}]}
        """;

    JsonNode tags = explained(manifest, 0).at("/pods/0/tags");

    assertThat(tags.at("/cost-centre").asString()).isEqualTo("42");
    assertThat(tags.at("/fnk.dev~1pod").asString()).isEqualTo("a");
    assertThat(tags.has("tier")).isFalse();
    var fnk = new TestInvocation(directory, Map.of());
    assertThat(fnk.run("kubelet", "explain", "-f", "pods.yaml")).isZero();
    assertThat(fnk.out()).contains("  tags       cost-centre=42\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | nothing in it makes pods",
        "'# only words' | nothing in it makes pods",
        "'a: [' | expected YAML",
        "'just text' | is no object of Kubernetes",
        "'{apiVersion: v1, kind: PersistentVolume, metadata: {name: v}}' | it has no spec",
        "'{apiVersion: v1, kind: LimitRange, metadata: {name: l}, spec: {limits: [{max: {cpu: x}}]}}' |"
            + " LimitRange l: spec.limits.cpu: x is no quantity",
        "'{apiVersion: example.com/v1, kind: Pot, metadata: {name: p}}' | makes pods: Pot/p",
        "'{apiVersion: v1, kind: ConfigMap, metadata: {name: m}, data: [a]}' | ConfigMap m: data",
      })
  void whatIsWrongWithAFileIsSaidInALine(String text, String why) throws IOException {
    Files.writeString(directory.resolve("pods.yaml"), text);
    var fnk = new TestInvocation(directory, Map.of());

    assertThat(fnk.run("kubelet", "explain", "-f", "pods.yaml")).isEqualTo(65);
    assertThat(fnk.err()).contains("pods.yaml", why).doesNotContain("\tat ", "Exception");
    assertThat(fnk.out()).isEmpty();
  }
}
