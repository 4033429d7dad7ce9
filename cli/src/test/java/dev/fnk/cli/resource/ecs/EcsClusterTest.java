package dev.fnk.cli.resource.ecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.stage.FakeWork;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.CapacityProviderStrategyItem;

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
}
