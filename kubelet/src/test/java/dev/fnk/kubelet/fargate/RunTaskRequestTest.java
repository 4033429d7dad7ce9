package dev.fnk.kubelet.fargate;

import static dev.fnk.kubelet.fargate.RequestingNode.node;
import static dev.fnk.kubelet.fargate.RequestingNode.tag;
import static dev.fnk.kubelet.fargate.RequestingNode.variable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.task.ContainerOverride;
import dev.fnk.kubelet.task.Placement;
import dev.fnk.kubelet.task.PodIdentity;
import dev.fnk.kubelet.task.Pods;
import dev.fnk.kubelet.task.TaskLaunch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.AssignPublicIp;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;

/** What ECS is asked for a task. */
final class RunTaskRequestTest {
  private static RunTaskRequest run(boolean publicIp) {
    var overrides = new LinkedHashMap<String, ContainerOverride>();
    overrides.put("web", new ContainerOverride(Map.of("A", "b")));
    overrides.put("side", new ContainerOverride(Map.of()));
    return TaskRequests.run(
        "definition:1",
        new TaskLaunch(
            new PodIdentity("default", "web", "uid", 3),
            overrides,
            Map.of("pod", "default/web"),
            Placement.OF_THE_NODE),
        node(publicIp, Map.of()),
        "FARGATE");
  }

  @Test
  void aLaunchIsOneTaskOfThePodWithItsToken() {
    var request = run(true);

    assertThat(request.cluster()).isEqualTo("eks-lab");
    assertThat(request.taskDefinition()).isEqualTo("definition:1");
    assertThat(request.count()).isEqualTo(1);
    assertThat(request.clientToken()).isEqualTo("uid-3");
    assertThat(request.startedBy()).isEqualTo("fnk/eks-lab/virtual-kubelet");
    assertThat(request.platformVersion()).isEqualTo("LATEST");
    assertThat(request.capacityProviderStrategy())
        .singleElement()
        .satisfies(item -> assertThat(item.capacityProvider()).isEqualTo("FARGATE"));
    assertThat(request.tags()).containsExactly(tag("pod", "default/web"));
  }

  @Test
  void aLaunchOverridesWhatIsThePodsOwn() {
    var overrides = run(true).overrides().containerOverrides();

    assertThat(overrides).extracting(o -> o.name()).containsExactly("web", "side");
    assertThat(overrides.getFirst().environment()).containsExactly(variable("A", "b"));
    assertThat(overrides.getFirst().hasCommand()).isFalse();
    assertThat(overrides.getLast().environment()).isEmpty();
  }

  @Test
  void aRoleOfThePodsOwnIsAnOverrideSoThatEqualPodsShareADefinition() {
    String role = "arn:aws:iam::111122223333:role/orders";
    var launch =
        new TaskLaunch(
            new PodIdentity("default", "web", "uid", 0),
            Map.of(),
            Map.of(),
            new Placement(Optional.of(role), false));

    assertThat(
            TaskRequests.run("definition:1", launch, Pods.CONFIG, "FARGATE")
                .overrides()
                .taskRoleArn())
        .isEqualTo(role);
    assertThat(run(true).overrides().taskRoleArn()).isNull();
  }

  @Test
  void whereThePodIsToBeGoesBeforeTheNodesSettings() {
    var launch =
        new TaskLaunch(
            new PodIdentity("default", "web", "uid", 0),
            Map.of(),
            Map.of(),
            new Placement(
                Optional.empty(),
                false,
                List.of("subnet-a", "subnet-b"),
                List.of("sg-a"),
                Optional.of(false)));

    var network =
        TaskRequests.run("definition:1", launch, Pods.CONFIG, "FARGATE")
            .networkConfiguration()
            .awsvpcConfiguration();

    assertThat(network.subnets()).containsExactly("subnet-a", "subnet-b");
    assertThat(network.securityGroups()).containsExactly("sg-a");
    assertThat(network.assignPublicIp()).isEqualTo(AssignPublicIp.DISABLED);
  }

  @Test
  void aPublicAddressIsASetting() {
    var network = run(false).networkConfiguration().awsvpcConfiguration();

    assertThat(network.subnets()).containsExactly("subnet-1");
    assertThat(network.securityGroups()).containsExactly("sg-1");
    assertThat(network.assignPublicIp()).isEqualTo(AssignPublicIp.DISABLED);
    assertThat(run(true).networkConfiguration().awsvpcConfiguration().assignPublicIp())
        .isEqualTo(AssignPublicIp.ENABLED);
  }
}
