package dev.fnk.cli.resource.ecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.Foreign;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.stage.FakeWork;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.CapacityProviderStrategyItem;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.DeleteClusterRequest;
import software.amazon.awssdk.services.ecs.model.DeleteClusterResponse;

/** The cluster, and what others run in it. */
final class EcsClusterTest {
  private static final String POD = FakeCluster.NAMES.podFamilies() + "0".repeat(32);

  private final FakeCluster fake = new FakeCluster();
  private final FakeAws aws = fake.in(new FakeAws());
  private final EcsCluster cluster =
      new EcsCluster(aws.clients(), FakeCluster.NAMES.tags("ecs", "1"), FakeCluster.NAMES);
  private final FakeWork work = new FakeWork();

  private Present<EcsCluster.Attributes> seen() {
    return cluster.observe(new ObservedState()).present().orElseThrow();
  }

  @Test
  void containerInsightsAreOffWhateverTheAccountsDefault() {
    cluster.create(work);

    assertThat(fake.insights).isEqualTo("disabled");
    assertThat(cluster.diff(seen(), new ObservedState())).isInstanceOf(Change.None.class);

    fake.insights = "enhanced";
    assertThat(cluster.diff(seen(), new ObservedState()).reason()).contains("Container Insights");
    cluster.update(seen(), work);
    assertThat(fake.insights).isEqualTo("disabled");
  }

  @Test
  void theCapacityOthersChoseStays() {
    fake.made().providers.remove("FARGATE_SPOT");
    fake.providers.add("theirs");
    fake.strategy =
        List.of(
            CapacityProviderStrategyItem.builder().capacityProvider("theirs").weight(1).build());

    cluster.update(seen(), work);

    assertThat(fake.providers).containsExactlyInAnyOrder("FARGATE", "FARGATE_SPOT", "theirs");
    assertThat(fake.strategy).hasSize(1);
  }

  @Test
  void aServiceOfOthersStandsInTheWayByName() {
    fake.made().services.add("web");
    fake.run("aaa", "web", "service:web");

    assertThatThrownBy(() -> cluster.delete(seen(), work))
        .isInstanceOfSatisfying(
            ResourceException.class,
            e -> {
              assertThat(e).hasMessageContaining("service web");
              assertThat(e.next()).contains("aws ecs delete-service", "web", "eu-west-1");
            });
    assertThat(fake.there).isTrue();
    assertThat(fake.tasks).hasSize(1);
  }

  @Test
  void aTaskOfOthersStandsInTheWayByName() {
    fake.made().run("aaa", "batch", "family:batch");

    assertThatThrownBy(() -> cluster.delete(seen(), work))
        .hasMessageContaining("aaa")
        .hasMessageContaining("family:batch");
    assertThat(fake.tasks).hasSize(1);
  }

  @Test
  void onlyTheLabsOwnTasksAreStopped() {
    fake.made().run("node", FakeCluster.NAMES.nodeService(), "service:eks-lab-virtual-kubelet");
    fake.run("pod", POD, "family:" + POD);
    fake.run("theirs", "web", "service:web");
    fake.run("batch", "batch", "family:batch");
    var known = new ObservedState();
    known.put(cluster, seen());
    var remaining = new RemainingTasks(aws.clients(), cluster, FakeCluster.NAMES, List.of(cluster));

    assertThat(remaining.traces(known)).hasSize(2);
    remaining.delete(remaining.observe(known).present().orElseThrow(), work);

    assertThat(fake.tasks.keySet())
        .allMatch(arn -> arn.endsWith("/theirs") || arn.endsWith("/batch"))
        .hasSize(2);
    assertThat(remaining.observe(known).present()).isEmpty();
  }

  private Change diff() {
    return cluster.diff(seen(), new ObservedState());
  }

  @Test
  void itIsMadeOnceTheServiceLinkedRoleIsThereAndWaitedFor() {
    fake.failures.add(
        FakeAws.error(
            "InvalidParameterException", "Unable to assume the service linked role. Verify it"));
    fake.states.addAll(List.of("PROVISIONING", "PROVISIONING"));

    var made = cluster.create(work);

    assertThat(made).isEqualTo(seen());
    assertThat(made.state()).isEqualTo("ACTIVE");
    assertThat(work.polls()).isEqualTo(3);
    assertThat(fake.tags).containsEntry("fnk.dev/lab", "eks-lab");
    fake.failures.add(FakeAws.error("InvalidParameterException", "no such provider"));
    assertThatThrownBy(() -> cluster.create(work)).hasMessageContaining("no such provider");
  }

  @Test
  void itsStateDecidesFirst() {
    fake.made();
    assertThat(diff()).isEqualTo(Change.none());
    fake.states.add("PROVISIONING");
    assertThat(diff()).isEqualTo(Change.update("it is still PROVISIONING"));
    fake.states.add("FAILED");
    assertThat(diff()).isEqualTo(Change.replace("it is FAILED"));
    fake.states.add("DEPROVISIONING");
    assertThat(diff()).isEqualTo(Change.replace("it is DEPROVISIONING"));
    fake.providers.remove("FARGATE");
    assertThat(diff())
        .isEqualTo(Change.update("its capacity providers lack FARGATE or FARGATE_SPOT"));
  }

  @Test
  void aDeletedOnesMemoryIsNoneAndAnothersIsForeign() {
    fake.made().states.add("INACTIVE");
    assertThat(cluster.observe(new ObservedState())).isInstanceOf(Absent.class);

    fake.tags.clear();
    assertThat(cluster.observe(new ObservedState()))
        .isEqualTo(
            new Foreign<>(
                "eks-lab",
                Optional.of("arn:aws:ecs:eu-west-1:111122223333:cluster/eks-lab"),
                "it carries no tag fnk.dev/lab"));
  }

  @Test
  void capacityIsSetOnceAnotherUpdateIsDone() {
    fake.made().providers.clear();
    fake.failures.add(FakeAws.error("UpdateInProgressException", "wait"));
    fake.failures.add(FakeAws.error("ResourceInUseException", "wait"));
    fake.failures.add(FakeAws.error("InvalidParameterException", "service linked role"));

    assertThat(cluster.update(seen(), work)).isEqualTo(seen());

    assertThat(fake.providers).containsExactly("FARGATE", "FARGATE_SPOT");
    fake.providers.clear();
    fake.failures.add(FakeAws.error("ClientException", "no"));
    assertThatThrownBy(() -> cluster.update(seen(), work)).hasMessageContaining("no");
  }

  @Test
  void itGoesOnceItIsEmptyAndOneThatIsGoneIsNoError() {
    fake.made();
    var present = seen();
    fake.failures.add(FakeAws.error("UpdateInProgressException", "wait"));
    cluster.delete(present, work);
    assertThat(fake.there).isFalse();

    fake.failures.add(
        FakeAws.error(ClusterNotFoundException.builder(), "ClusterNotFoundException", "gone"));
    cluster.delete(present, work);

    fake.made();
    fake.failures.add(FakeAws.error("AccessDeniedException", "not you"));
    assertThatThrownBy(() -> cluster.delete(present, work)).hasMessageContaining("not you");
  }

  @Test
  void oneThatLingersIsWaitedFor() {
    fake.made();
    var present = seen();
    aws.on(
        EcsClient.class,
        "deleteCluster",
        DeleteClusterRequest.class,
        _ -> DeleteClusterResponse.builder().build());

    assertThatThrownBy(() -> cluster.delete(present, work))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("the cluster to be gone");
  }
}
