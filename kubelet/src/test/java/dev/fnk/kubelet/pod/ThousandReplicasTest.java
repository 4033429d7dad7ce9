package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.EnvVariable;
import dev.fnk.kubelet.fargate.FakeTask;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The whole node with a StatefulSet of many, in virtual time. */
class ThousandReplicasTest {
  private static final int REPLICAS = 1000;
  private static final Pod TEMPLATE =
      Serialization.unmarshal(
          """
          spec:
            subdomain: web
            containers:
            - name: web
              image: nginx
              command: [serve, --as, $(NAME)]
              env:
              - {name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
              - {name: ADDRESS, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
              - {name: WORD, valueFrom: {secretKeyRef: {name: login, key: word}}}
              - {name: SKY, valueFrom: {configMapKeyRef: {name: colors, key: sky}}}
              volumeMounts: [{name: all, mountPath: /all}]
            volumes:
            - name: all
              projected:
                sources:
                - configMap: {name: colors}
                - secret: {name: login}
                - serviceAccountToken: {path: token, expirationSeconds: 600}
                - downwardAPI: {items: [{path: name, fieldRef: {fieldPath: metadata.name}}]}
          """,
          Pod.class);

  private final World world = new World();

  private void create(String name) {
    world.cluster.create(
        new PodBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace("default")
            .addToLabels("statefulset.kubernetes.io/pod-name", name)
            .endMetadata()
            .withNewSpecLike(TEMPLATE.getSpec())
            .withNodeName(world.config.nodeName())
            .withHostname(name)
            .endSpec()
            .build());
  }

  @Test
  void withASecretAConfigMapATokenAndNamesOfTheirOwnAreOneRegistration() {
    world.inputs = new FakeReferences(world.time, world.faults).client(world.process);
    world.start();
    List<String> names = IntStream.range(0, REPLICAS).mapToObj(i -> "web-" + i).toList();
    names.forEach(this::create);
    world.pass(180);

    assertThat(world.calls("RegisterTaskDefinition")).isOne();
    assertThat(world.calls("ListTaskDefinitions")).isOne();
    assertThat(world.calls("RunTask")).isEqualTo(REPLICAS);
    assertThat(world.cluster.pods())
        .hasSize(REPLICAS)
        .allMatch(pod -> pod.getStatus().getPhase().equals("Running"));
    assertThat(world.running()).hasSize(REPLICAS).allSatisfy(ThousandReplicasTest::assertTold);
    assertThat(world.running().stream().map(task -> env(task).get("NAME")))
        .containsExactlyInAnyOrderElementsOf(names);
  }

  private static void assertTold(FakeTask task) {
    Map<String, String> env = env(task);
    String name = env.get("NAME");
    assertThat(env)
        .containsEntry("WORD", "w0")
        .containsEntry("SKY", "c0")
        .containsEntry("ADDRESS", task.ip());
    var pod = task.agent().told().orElseThrow();
    assertThat(pod.containers().getFirst().command()).containsExactly("serve", "--as", name);
    assertThat(pod.network().orElseThrow().hostname()).isEqualTo(name);
    assertThat(task.agent().file("all", "name")).contains(name);
    assertThat(task.agent().file("all", "word")).contains("w0");
    assertThat(task.agent().file("all", "token")).get().asString().startsWith("token ");
  }

  private static Map<String, String> env(FakeTask task) {
    return task.agent().told().orElseThrow().containers().getFirst().env().stream()
        .collect(Collectors.toMap(EnvVariable::name, EnvVariable::value));
  }
}
