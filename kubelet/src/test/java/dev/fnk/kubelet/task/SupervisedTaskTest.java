package dev.fnk.kubelet.task;

import static dev.fnk.kubelet.task.Pods.pod;
import static dev.fnk.kubelet.task.SupervisedPlans.MAPPING;
import static dev.fnk.kubelet.task.SupervisedPlans.REPLICA;
import static dev.fnk.kubelet.task.SupervisedPlans.inputs;
import static dev.fnk.kubelet.task.SupervisedPlans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.EnvVariable;
import dev.fnk.kubelet.contract.FargateSize;
import dev.fnk.kubelet.podspec.SpecificationResult;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ECS is asked for a pod whose containers are supervised. */
final class SupervisedTaskTest {
  private ContainerTemplate container(Pod pod, String name) {
    return plan(pod).template().containers().stream()
        .filter(c -> c.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aThousandReplicasWithSecretsAndNamesOfTheirOwnShareOneTaskDefinition() {
    var families =
        IntStream.range(0, 1000)
            .mapToObj(i -> plan(pod("web-" + i, REPLICA)).template().family("eks-lab"))
            .collect(Collectors.toSet());

    assertThat(families).hasSize(1);
  }

  @Test
  void anotherImageOrPortIsAnotherTaskDefinition() {
    String family = plan(pod("a", REPLICA)).template().family("eks-lab");

    assertThat(family).matches("fnk-eks-lab-[0-9a-f]{32}");
    for (String other :
        List.of(REPLICA.replace("name: web", "name: wed"), REPLICA.replace("8080", "8081"))) {
      assertThat(plan(pod("a", other)).template().family("eks-lab")).isNotEqualTo(family);
    }
  }

  @Test
  void theAttemptIsInTheTokenAndNotInTheTemplate() {
    Pod pod = pod("web-7", REPLICA);
    var fourth = (TaskPlan) MAPPING.plan(pod, 3, inputs(pod));

    assertThat(fourth.launch().identity().clientToken()).isEqualTo("uid-of-web-7-3");
    assertThat(fourth.template()).isEqualTo(plan(pod).template());
  }

  @Test
  void aPodThatAsksForNothingGetsTheLeast() {
    TaskPlan plan = plan(Pods.simple("a"));
    ContainerTemplate web = container(Pods.simple("a"), "web");

    assertThat(plan.template().size()).isEqualTo(new FargateSize(256, 512));
    assertThat(plan.template().ephemeralStorageGiB()).isEmpty();
    assertThat(web.cpu()).isEmpty();
    assertThat(web.memory()).isEmpty();
    assertThat(web.memoryReservation()).isEmpty();
    assertThat(web.stopTimeout()).isEqualTo(30);
    assertThat(web.ports()).isEmpty();
    assertThat(plan.notices()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, 2", "1, 2", "30, 30", "120, 120", "3600, 120"})
  void stopTimeoutIsWhatFargateTakes(int grace, int stopTimeout) {
    Pod pod =
        pod("a", "terminationGracePeriodSeconds: " + grace + "\ncontainers: [{name: a, image: b}]");

    assertThat(container(pod, "a").stopTimeout()).isEqualTo(stopTimeout);
  }

  @Test
  void aPortIsGivenOnceWhoeverOpensIt() {
    Pod pod =
        pod(
            "a",
            "containers: [{name: a, image: x, ports: [{containerPort: 80}, {containerPort: 53,"
                + " protocol: UDP}]}, {name: b, image: x, ports: [{containerPort: 80}]}]");

    assertThat(container(pod, "a").ports())
        .containsExactly(
            new ContainerTemplate.Port(80, "tcp"), new ContainerTemplate.Port(53, "udp"));
    assertThat(container(pod, "b").ports()).isEmpty();
  }

  @Test
  void neitherSecretNorPodIsInWhatEcsIsTold() {
    TaskPlan plan = plan(pod("the-name-of-it", REPLICA));

    assertThat(plan.template().toString()).doesNotContain("hush", "the-name-of-it", "--name");
    assertThat(plan.launch().overrides()).containsOnlyKeys("fnk-agent");
    var override = plan.launch().overrides().get("fnk-agent");
    assertThat(override.environment())
        .containsOnlyKeys(
            "FNK_POD_NAMESPACE",
            "FNK_POD_NAME",
            "FNK_POD_UID",
            "FNK_POD_ATTEMPT",
            "FNK_POD_IMAGES");
    assertThat(PodIdentity.from(override.environment())).contains(plan.launch().identity());
  }

  @Test
  void theAgentIsTheTasksEssentialContainer() {
    ContainerTemplate agent = container(pod("a", REPLICA), "fnk-agent");

    assertThat(agent.image()).isEqualTo(Pods.CONFIG.agentImage());
    assertThat(agent.essential()).isTrue();
    assertThat(agent.dependsOn()).isEmpty();
    assertThat(agent.entryPoint()).containsExactly("/.fnk/agent");
    assertThat(agent.command())
        .containsExactly("serve", "--containers", "web", "--node-role", Pods.CONFIG.taskRoleArn());
    assertThat(agent.environment()).isEqualTo(Map.of("AWS_REGION", "eu-west-1"));
    assertThat(agent.user()).contains("0");
    assertThat(agent.readOnlyRootFilesystem()).isTrue();
    assertThat(agent.stopTimeout()).isEqualTo(120);
    assertThat(agent.ports()).containsExactly(new ContainerTemplate.Port(10350, "tcp"));
    assertThat(agent.mounts())
        .containsExactly(
            new ContainerTemplate.Mount("fnk_agent", "/.fnk", false),
            new ContainerTemplate.Mount("cache", "/.fnk-volumes/cache", false),
            new ContainerTemplate.Mount("settings", "/.fnk-volumes/settings", false));
  }

  @Test
  void theOthersRunUnderItsSupervisor() {
    ContainerTemplate web = container(pod("a", REPLICA), "web");

    assertThat(web.image()).isEqualTo("registry.example/web@sha256:2");
    assertThat(web.essential()).isFalse();
    assertThat(web.dependsOn()).isEqualTo(Map.of("fnk-agent", ContainerTemplate.Condition.START));
    assertThat(web.entryPoint()).containsExactly("/.fnk/agent", "supervise", "web");
    assertThat(web.command()).isEmpty();
    assertThat(web.environment()).isEmpty();
    assertThat(web.user()).contains("0");
    assertThat(web.readOnlyRootFilesystem()).isTrue();
    assertThat(web.stopTimeout()).isEqualTo(120);
    assertThat(web.memory()).hasValue(308);
    assertThat(web.memoryReservation()).hasValue(108);
    assertThat(web.cpu()).hasValue(256);
    assertThat(web.mounts())
        .containsExactly(
            new ContainerTemplate.Mount("fnk_agent", "/.fnk", true),
            new ContainerTemplate.Mount("cache", "/cache", false),
            new ContainerTemplate.Mount("settings", "/settings", true));
  }

  @Test
  void theAgentIsToldWhatTheDefinitionDoesNotSay() {
    Pod pod = pod("web-7", REPLICA);

    var told =
        ((SpecificationResult.Specified) MAPPING.specify(pod, "10.0.1.5", inputs(pod)))
            .specification();

    var web = told.containers().getFirst();
    assertThat(web.command()).containsExactly("/bin/web", "--name", "web-7");
    assertThat(web.env()).contains(new EnvVariable("WORD", "hush"));
    assertThat(web.uid()).hasValue(1000);
    assertThat(told.volumes()).extracting("name").containsExactly("cache", "settings");
  }

  @ParameterizedTest
  @CsvSource({"484, 512", "488, 512", "489, 1024"})
  void theSizeHoldsTheAgentToo(int asked, int given) {
    String spec =
        "containers: [{name: a, image: b, resources: {requests: {memory: " + asked + "Mi}}}]";

    assertThat(plan(pod("a", spec)).template().size()).isEqualTo(new FargateSize(256, given));
  }

  @Test
  void initContainersReserveNothingAndSidecarsDo() {
    Pod pod =
        pod(
            "a",
            """
            initContainers:
            - {name: prepare, image: x, resources: {requests: {memory: 64Mi}}}
            - {name: proxy, image: x, restartPolicy: Always, resources: {requests: {memory: 64Mi}}}
            containers: [{name: web, image: x}]
            """);

    assertThat(container(pod, "prepare").memoryReservation()).isEmpty();
    assertThat(container(pod, "proxy").memoryReservation()).hasValue(72);
    assertThat(container(pod, "fnk-agent").command()).contains("prepare,proxy,web");
  }
}
