package dev.fnk.kubelet.task;

import static dev.fnk.kubelet.task.Pods.pod;
import static dev.fnk.kubelet.task.SupervisedPlans.MAPPING;
import static dev.fnk.kubelet.task.SupervisedPlans.REPLICA;
import static dev.fnk.kubelet.task.SupervisedPlans.inputs;
import static dev.fnk.kubelet.task.SupervisedPlans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.podspec.Fault;
import dev.fnk.kubelet.podspec.Notice;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What no task can have, or has without a part of it, and how that is told. */
final class SupervisedTaskRefusalsTest {
  private Unsupported refused(String spec) {
    Pod pod = pod("a", spec);
    return (Unsupported) MAPPING.plan(pod, 0, inputs(pod));
  }

  @Test
  void allThatCannotBeHadIsToldAtOnceAndByName() {
    Unsupported refusal =
        refused(
            """
            hostNetwork: true
            volumes: [{name: v, hostPath: {path: /}}, {name: e, emptyDir: {}}]
            containers:
            - name: a
              image: b
              ports: [{containerPort: 80, hostPort: 80}, {containerPort: 10350}]
              volumeMounts: [{name: e, mountPath: /.fnk/x}, {name: e, mountPath: /y, subPathExpr: $(IP)}]
              env: [{name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]
              resources: {requests: {memory: 200Gi}}
              securityContext: {capabilities: {add: [NET_ADMIN]}}
            - {name: fnk-agent, image: b}
            """);

    assertThat(refusal.reason()).isEqualTo("UnsupportedPodSpec");
    assertThat(refusal.messages())
        .anySatisfy(m -> assertThat(m).startsWith("hostNetwork"))
        .anySatisfy(m -> assertThat(m).startsWith("volume v: hostPath"))
        .anySatisfy(m -> assertThat(m).contains("hostPort 80"))
        .anySatisfy(
            m -> assertThat(m).contains("containerPort 10350/tcp: it is the port of the node's"))
        .anySatisfy(m -> assertThat(m).contains("mountPath /.fnk/x: it is the place of the node's"))
        .anySatisfy(m -> assertThat(m).contains("subPathExpr $(IP): "))
        .anySatisfy(m -> assertThat(m).contains("no Fargate size"))
        .anySatisfy(m -> assertThat(m).contains("name: it is the name of the node's"))
        .anySatisfy(m -> assertThat(m).startsWith("container a: capabilities [NET_ADMIN]"))
        .hasSize(9)
        .allSatisfy(m -> assertThat(m).contains(" (instead: ").endsWith(")"));
  }

  @Test
  void whatTheAgentCannotBeToldIsFoundBeforeTheTaskIsMade() {
    Unsupported refusal =
        refused(
            "containers: [{name: a, image: b, env: [{name: X, valueFrom: {secretKeyRef: {name:"
                + " settings, key: none}}}]}]");

    assertThat(refusal.reason()).isEqualTo("CreateContainerConfigError");
    assertThat(refusal.messages())
        .containsExactly("container a: couldn't find key none in Secret default/settings");
  }

  @Test
  void theGravestFaultDecidesHowThePodWaits() {
    var mount = new Fault(Fault.Kind.MOUNT, Optional.empty(), "m");
    var config = new Fault(Fault.Kind.CONTAINER_CONFIG, Optional.of("a"), "c");
    var never = new Fault(Fault.Kind.UNSUPPORTED, Optional.empty(), "n");

    assertThat(Unsupported.of(List.of(mount)).reason()).isEqualTo("ContainerCreating");
    assertThat(Unsupported.of(List.of(mount, config)).reason())
        .isEqualTo("CreateContainerConfigError");
    assertThat(Unsupported.of(List.of(mount, never, config)))
        .isEqualTo(new Unsupported("UnsupportedPodSpec", List.of("m", "n", "container a: c")));
  }

  @Test
  void whatNoTaskCanHaveIsKnownBeforeAnythingIsRead() {
    Pod pod =
        pod(
            "a",
            """
            hostNetwork: true
            volumes:
            - {name: disk, hostPath: {path: /}}
            - {name: claim, persistentVolumeClaim: {claimName: c}}
            - {name: files, configMap: {name: m}}
            containers:
            - name: a
              image: x
              env: [{name: FNK_X, value: "1"}]
              envFrom: [{secretRef: {name: s}}]
              securityContext: {runAsNonRoot: true}
              volumeMounts: [{name: files, mountPath: /f, subPath: key}]
            """);

    assertThat(Pods.MAPPING.refusals(pod))
        .hasSize(3)
        .anyMatch(why -> why.startsWith("hostNetwork"))
        .anyMatch(why -> why.startsWith("volume disk: hostPath"))
        .anyMatch(why -> why.startsWith("container a: variable FNK_X"));
    assertThat(Pods.MAPPING.refusals(pod("b", REPLICA))).isEmpty();
  }

  @Test
  void whatOfAVolumeIsLeftOutIsTold() {
    String spec =
        """
        volumes: [{name: fast, emptyDir: {medium: Memory, sizeLimit: 1Gi}}, {name: v, emptyDir: {}}]
        imagePullSecrets: [{name: pull}]
        containers: [{name: a, image: b}]
        """;

    assertThat(plan(pod("a", spec)).notices())
        .extracting(Notice::reason)
        .containsExactlyInAnyOrder(
            "VolumeOnDisk", "SizeLimitIgnored", "FailedToRetrieveImagePullSecret");
  }

  @Test
  void aRoleThatMayNotBePassedIsRefusedBeforeATaskIsMade() {
    Pod pod = pod("a", REPLICA);
    pod.getMetadata()
        .setAnnotations(
            Map.of("eks.amazonaws.com/role-arn", "arn:aws:iam::111122223333:role/admin"));

    assertThat(MAPPING.plan(pod, 0, inputs(pod)))
        .isInstanceOfSatisfying(
            Unsupported.class,
            refused ->
                assertThat(refused.messages()).singleElement().asString().contains("role/admin"));
  }

  @Test
  void nineContainersAreTheMost() {
    String nine = containers(9);
    assertThat(plan(pod("a", nine)).template().containers()).hasSize(10);
    assertThat(refused(containers(10)).messages())
        .containsExactly(
            "containers: 10 of them, and a task has at most 10, of which one is fnk's"
                + " (instead: fewer containers, or two pods)");
  }

  private static String containers(int number) {
    return IntStream.range(0, number)
        .mapToObj(i -> "{name: c" + i + ", image: x}")
        .collect(Collectors.joining(", ", "containers: [", "]"));
  }
}
