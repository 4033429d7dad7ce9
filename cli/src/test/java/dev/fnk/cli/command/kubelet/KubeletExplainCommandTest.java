package dev.fnk.cli.command.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.command.TestInvocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class KubeletExplainCommandTest {
  private static final String WEB =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, namespace: shop}
      spec:
        replicas: 3
        template:
          spec:
            serviceAccountName: seller
            securityContext: {runAsNonRoot: true}
            volumes: [{name: keys, secret: {secretName: keys, defaultMode: 0400}}]
            containers:
            - name: web
              image: nginx:1.29
              args: [--user, $(USER)]
              env:
              - {name: USER, valueFrom: {secretKeyRef: {name: db, key: user}}}
              - {name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
              - {name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
              envFrom: [{prefix: P_, configMapRef: {name: settings}}]
              resources: {requests: {cpu: 100m, memory: 600Mi}}
              volumeMounts: [{name: keys, mountPath: /keys}]
      """;
  private static final String HOST =
      """
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: agent}
      spec:
        hostNetwork: true
        containers: [{name: a, image: x, securityContext: {privileged: true}}]
      """;

  @TempDir private Path directory;
  private TestInvocation fnk = new TestInvocation(Path.of("."), Map.of());

  @BeforeEach
  void inItsDirectory() {
    fnk = new TestInvocation(directory, Map.of());
  }

  private JsonNode explained(String manifest, int exitCode) throws IOException {
    Files.writeString(directory.resolve("pods.yaml"), manifest);
    assertThat(fnk.run("kubelet", "explain", "-f", "pods.yaml", "-o", "json")).isEqualTo(exitCode);
    assertThat(fnk.err()).isEmpty();
    return JsonMapper.shared().readTree(fnk.out());
  }

  @Test
  void aKeyThatIsMountedBySubPathIsAFile() throws IOException {
    String manifest =
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: web}
        spec:
          volumes: [{name: c, configMap: {name: settings}}, {name: s, secret: {secretName: keys}}]
          containers:
          - name: web
            image: nginx
            %s
            volumeMounts:
            - {name: c, mountPath: /etc/app.conf, subPath: app.conf}
            - {name: s, mountPath: /etc/tls.key, subPath: tls.key}
        """;

    JsonNode carried = explained(manifest.formatted(""), 0).at("/pods/0");
    assertThat(carried.toString()).doesNotContain("c_1", "s_1");
    inItsDirectory();
    assertThat(
            explained(manifest.formatted("securityContext: {readOnlyRootFilesystem: true}"), 2)
                .toString())
        .contains("subPath of a file at /etc/app.conf", "subPath of a file at /etc/tls.key");
  }

  @Test
  void sizeAndCostAreTold() throws IOException {
    JsonNode web = explained(WEB, 0).at("/pods/0");

    assertThat(web.at("/kind").asString()).isEqualTo("Deployment");
    assertThat(web.at("/replicas").asInt()).isEqualTo(3);
    assertThat(web.at("/size").toString()).isEqualTo("{\"cpu\":256,\"memoryMiB\":1024}");
    assertThat(web.at("/asked").toString()).isEqualTo("{\"cpu\":103,\"memoryMiB\":600}");
    assertThat(web.at("/share/memoryMiB").asInt()).isEqualTo(24);
    assertThat(web.at("/unused").toString()).isEqualTo("{\"cpu\":153,\"memoryMiB\":400}");
    // 0.25 * 0.04048 + 1 * 0.004445 + 0.005
    assertThat(web.at("/hourlyCost/usd").decimalValue()).isEqualByComparingTo("0.019565");
  }

  @Test
  void theTaskDefinitionIsThatOfRegisterTaskDefinition() throws IOException {
    JsonNode definition = explained(WEB, 0).at("/pods/0/taskDefinition");

    assertThat(definition.at("/family").asString()).isEqualTo("fnk-eks-lab-(hash)");
    assertThat(definition.at("/requiresCompatibilities/0").asString()).isEqualTo("FARGATE");
    assertThat(definition.at("/cpu").asString()).isEqualTo("256");
    assertThat(definition.at("/taskRoleArn").asString())
        .isEqualTo("arn:aws:iam::(account):role/eks-lab-eu-west-1-pod");
    assertThat(definition.at("/containerDefinitions/0/name").asString()).isEqualTo("fnk-agent");
    assertThat(definition.at("/containerDefinitions/1/image").asString())
        .isEqualTo("nginx:1.29@(digest)");
    assertThat(definition.at("/containerDefinitions/1/mountPoints/0/sourceVolume").asString())
        .isEqualTo("fnk_agent");
    assertThat(definition.at("/runtimePlatform/cpuArchitecture").asString()).isEqualTo("X86_64");
    assertThat(definition.toString()).doesNotContain("(secret", "settings");
  }

  @Test
  void whatTheAgentIsToldNamesWhatIsNotKnown() throws IOException {
    JsonNode agent = explained(WEB, 0).at("/pods/0/agent");

    JsonNode web = agent.at("/containers/0");
    assertThat(web.at("/command").toString())
        .isEqualTo("[\"(ENTRYPOINT of the image)\",\"--user\",\"(secret db key user)\"]");
    assertThat(web.at("/uid").asString()).isEqualTo("(of the image)");
    assertThat(web.at("/workingDir").asString()).isEqualTo("(of the image)");
    assertThat(web.at("/env").toString())
        .contains(
            "{\"name\":\"USER\",\"value\":\"(secret db key user)\"}",
            "{\"name\":\"P_*\",\"value\":\"(config map settings all keys)\"}",
            "{\"name\":\"POD\",\"value\":\"web-(suffix)\"}",
            "{\"name\":\"IP\",\"value\":\"(of the task)\"}",
            "{\"name\":\"KUBERNETES_SERVICE_HOST\",\"value\":\"(of the cluster)\"}",
            "(of the services)");
    assertThat(agent.at("/volumes/0/files/0").toString())
        .isEqualTo("{\"path\":\"*\",\"data\":\"(secret keys all keys)\",\"mode\":\"0400\"}");
    assertThat(agent.at("/volumes/1/files").toString())
        .contains("(token of service account seller)", "\"data\":\"shop\"");
  }

  @Test
  void whatIsRefusedIsNamedAndTheRestIsStillTold() throws IOException {
    JsonNode explained = explained(WEB + HOST, 2);

    assertThat(explained.at("/refused").asBoolean()).isTrue();
    assertThat(explained.at("/pods/0/refused").asBoolean()).isFalse();
    JsonNode agent = explained.at("/pods/1");
    assertThat(agent.at("/reason").asString()).isEqualTo("UnsupportedPodSpec");
    assertThat(agent.at("/refusals").size()).isEqualTo(2);
    assertThat(agent.at("/refusals/0").asString()).startsWith("hostNetwork: ");
    assertThat(agent.at("/refusals/1").asString()).startsWith("container a: privileged: ");
    assertThat(agent.has("taskDefinition")).isFalse();
  }

  @Test
  void aPersonReadsTheSame() {
    fnk = new TestInvocation(directory, Map.of(), WEB + HOST);

    assertThat(fnk.run("kubelet", "explain", "-f", "-", "--region", "us-east-1")).isEqualTo(2);

    assertThat(fnk.out())
        .contains(
            "Deployment shop/web: a Fargate task for each pod",
            "  size       0.25 vCPU and 1024 MiB",
            "asked for  0.101 vCPU and 600 MiB",
            "unused     0.149 vCPU and 400 MiB",
            "$0.0196 an hour a pod, $0.0587 for 3 pods",
            "list price of us-east-1",
            "\"family\" : \"fnk-eks-lab-(hash)\"",
            "(secret db key user)",
            "Pod default/agent: refused, its pods stay Pending (UnsupportedPodSpec)",
            "  container a: privileged: ");
  }

  @Test
  void whatIsLeftOutIsTold() throws IOException {
    String pod =
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: a}
        spec:
          volumes: [{name: v, emptyDir: {medium: Memory}}]
          containers: [{name: a, image: x, imagePulPolicy: Never}]
        ---
        {apiVersion: v1, kind: Service, metadata: {name: s}}
        """;

    JsonNode explained = explained(pod, 0);

    assertThat(explained.at("/pods/0/leftOut").toString())
        .contains("VolumeOnDisk", "UnknownFields", "imagePulPolicy");
    assertThat(explained.at("/others").toString()).isEqualTo("[\"Service/s\"]");
  }

  @Test
  void aClaimIsTakenForOneOnEfs() throws IOException {
    String pod =
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: a}
        spec:
          volumes:
          - {name: v, persistentVolumeClaim: {claimName: data}}
          - {name: w, persistentVolumeClaim: {claimName: more}}
          containers: [{name: a, image: x, volumeMounts: [{name: v, mountPath: /v}]}]
        """;

    JsonNode explained = explained(pod, 0).at("/pods/0");

    assertThat(explained.at("/taskDefinition/volumes").toString())
        .contains(
            "\"fileSystemId\":\"(of the claim data)\"", "\"fileSystemId\":\"(of the claim more)\"");
    assertThat(explained.at("/leftOut").toString())
        .contains("ClaimNotKnown", "claim data is taken");
  }

  @Test
  void theAnnotationsSayAsWhomAndWhereItRuns() throws IOException {
    String role = "arn:aws:iam::111122223333:role/reader";
    Files.writeString(directory.resolve("fnk.yaml"), "containers:\n  podRoles: [" + role + "]\n");
    String pod =
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: a
          annotations: {eks.amazonaws.com/role-arn: %s, fnk.dev/capacity: spot, fnk.dev/public-ip: 'false',
            fnk.dev/subnets: subnet-00000001}
        spec: {containers: [{name: a, image: x}]}
        """;

    JsonNode admitted = explained(pod.formatted(role), 0).at("/pods/0");
    assertThat(admitted.at("/placement").toString())
        .isEqualTo(
            """
            {"taskRoleArn":"%s","spot":true,"subnets":["subnet-00000001"],"securityGroups":[],\
            "publicIp":false}"""
                .formatted(role));
    // 0.25 * 0.04048 + 0.5 * 0.004445
    assertThat(admitted.at("/hourlyCost/usd").decimalValue()).isEqualByComparingTo("0.0123425");
    inItsDirectory();
    assertThat(explained(pod.formatted(role + "2"), 2).at("/pods/0/refusals/0").asString())
        .contains("reader2 is not among the roles");
  }

  @Test
  void whatIsPid1ByAnnotationIsToldAndWhatItCannotHaveRefused() throws IOException {
    String pod =
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: a, annotations: {fnk.dev/pid1: a}}
        spec: {containers: [{name: a, image: x, %s}]}
        """;

    assertThat(explained(pod.formatted("args: [x]"), 0).at("/pods/0/leftOut").toString())
        .contains("FirstProcess", "container a is PID 1 (annotation fnk.dev/pid1)");
    inItsDirectory();
    assertThat(
            explained(pod.formatted("livenessProbe: {tcpSocket: {port: 80}}"), 2)
                .at("/pods/0/refusals/0")
                .asString())
        .startsWith("container a: livenessProbe: nobody is left in PID 1's container to end it");
  }

  @Test
  void aFileWithoutPodsAndAFileThatIsNotThereAreErrors() throws IOException {
    Files.writeString(
        directory.resolve("pods.yaml"), "{apiVersion: v1, kind: Service, metadata: {name: s}}");

    assertThat(fnk.run("kubelet", "explain", "-f", "pods.yaml")).isEqualTo(65);
    assertThat(fnk.err()).contains("pods.yaml: nothing in it makes pods: Service/s");
    assertThat(fnk.run("kubelet", "explain", "-f", "none.yaml")).isEqualTo(65);
    assertThat(fnk.err()).contains("none.yaml: no such file").doesNotContain("\tat ");
    assertThat(fnk.run("kubelet", "explain")).isEqualTo(64);
    assertThat(fnk.err()).contains("--filename=FILE");
  }
}
