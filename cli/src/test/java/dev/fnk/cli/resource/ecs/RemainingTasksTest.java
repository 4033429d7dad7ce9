package dev.fnk.cli.resource.ecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.LabNames;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Trace;
import dev.fnk.cli.stage.FakeWork;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.DescribeTasksRequest;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.ListTasksRequest;
import software.amazon.awssdk.services.ecs.model.StopTaskRequest;
import software.amazon.awssdk.services.ecs.model.StopTaskResponse;

/** Tasks that still run when the lab goes. */
final class RemainingTasksTest {
  private static final LabNames NAMES = FakeCluster.NAMES;
  private static final String POD = NAMES.podFamilies() + "0".repeat(32);

  private final FakeCluster ecs = new FakeCluster().made();
  private final FakeAws aws = ecs.in(new FakeAws());
  private final EcsCluster cluster = new EcsCluster(aws.clients(), NAMES.tags("ecs", "1"), NAMES);
  private final RemainingTasks remaining =
      new RemainingTasks(aws.clients(), cluster, NAMES, List.of(cluster));
  private final ObservedState known = new ObservedState();
  private final FakeWork work = new FakeWork(known);

  RemainingTasksTest() {
    known.put(
        cluster,
        new Present<>(
            "eks-lab", Optional.empty(), "ACTIVE", new EcsCluster.Attributes(Set.of(), false)));
  }

  private Present<RemainingTasks.Attributes> seen() {
    return remaining.observe(known).present().orElseThrow();
  }

  private <Q extends software.amazon.awssdk.core.SdkRequest> void answer(
      String operation, Class<Q> type, Function<Q, Object> answer) {
    aws.on(EcsClient.class, operation, type, answer);
  }

  @Test
  void theNodesAndThePodsAreTheLabs() {
    ecs.run("node", NAMES.nodeService(), "service:" + NAMES.nodeService());
    ecs.run("pod", POD, "family:" + POD);
    ecs.run("other", "web", "family:web");

    assertThat(seen().id()).isEqualTo("2 tasks");
    assertThat(remaining.traces(known))
        .containsExactly(
            Trace.left(
                "ecs:task", "arn:aws:ecs:eu-west-1:111122223333:task/eks-lab/node", "RUNNING"),
            Trace.left(
                "ecs:task", "arn:aws:ecs:eu-west-1:111122223333:task/eks-lab/pod", "RUNNING"));
    assertThat(remaining.label()).isEqualTo("ecs:task eks-lab/*");
    assertThat(remaining.needs()).containsExactly(cluster);
  }

  @Test
  void inAClusterThatIsNotTheLabsNoneIs() {
    ecs.run("pod", POD, "family:" + POD);
    var nothing = new ObservedState();

    assertThat(remaining.observe(nothing)).isInstanceOf(Absent.class);
    assertThat(remaining.traces(nothing)).isEmpty();
  }

  @Test
  void eachIsStoppedOnceAndItsEndIsWaitedFor() {
    ecs.run("pod", POD, "family:" + POD);
    ecs.run("going", POD, "family:" + POD);
    ecs.tasks.replaceAll(
        (arn, task) ->
            arn.endsWith("going") ? task.toBuilder().desiredStatus("STOPPED").build() : task);
    var looks = new int[1];
    answer(
        "stopTask",
        StopTaskRequest.class,
        q -> {
          ecs.tasks.computeIfPresent(
              q.task(), (_, t) -> t.toBuilder().desiredStatus("STOPPED").build());
          return StopTaskResponse.builder().build();
        });
    answer(
        "describeTasks",
        DescribeTasksRequest.class,
        q -> {
          if (++looks[0] > 3) {
            ecs.tasks.replaceAll((_, t) -> t.toBuilder().lastStatus("STOPPED").build());
          }
          return software.amazon.awssdk.services.ecs.model.DescribeTasksResponse.builder()
              .tasks(q.tasks().stream().map(ecs.tasks::get).toList())
              .build();
        });

    remaining.delete(seen(), work);

    assertThat(aws.requests(StopTaskRequest.class))
        .singleElement()
        .satisfies(
            q -> {
              assertThat(q.task()).endsWith("/pod");
              assertThat(q.cluster()).isEqualTo("eks-lab");
              assertThat(q.reason()).isEqualTo("the lab is torn down");
            });
    assertThat(work.polls()).isGreaterThan(1);
    assertThat(remaining.observe(known)).isInstanceOf(Absent.class);
  }

  @Test
  void oneThatEndsMeanwhileIsNoErrorAndAnotherErrorIs() {
    ecs.run("pod", POD, "family:" + POD);
    var present = seen();
    answer(
        "stopTask",
        StopTaskRequest.class,
        q -> {
          ecs.tasks.clear();
          throw FakeAws.error(
              InvalidParameterException.builder(),
              "InvalidParameterException",
              "The referenced task was not found.");
        });
    remaining.delete(present, work);

    ecs.run("pod", POD, "family:" + POD);
    answer(
        "stopTask",
        StopTaskRequest.class,
        q -> {
          throw FakeAws.error("AccessDeniedException", "no");
        });
    assertThatThrownBy(() -> remaining.delete(present, work)).hasMessageContaining("no");
  }

  @Test
  void withItsClusterAllAreGone() {
    answer(
        "listTasks",
        ListTasksRequest.class,
        q -> {
          throw FakeAws.error(
              ClusterNotFoundException.builder(), "ClusterNotFoundException", "gone");
        });

    assertThat(remaining.observe(known)).isInstanceOf(Absent.class);
  }

  @Test
  void moreThanADescriptionTakesAreReadInBatches() {
    for (int i = 0; i < 201; i++) {
      ecs.run("pod-%03d".formatted(i), POD, "family:" + POD);
    }

    assertThat(seen().id()).isEqualTo("201 tasks");
    assertThat(aws.requests(DescribeTasksRequest.class).stream().map(q -> q.tasks().size()))
        .containsExactly(100, 100, 1);
  }
}
