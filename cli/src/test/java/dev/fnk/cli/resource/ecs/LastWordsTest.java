package dev.fnk.cli.resource.ecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.stage.FakeWork;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.DescribeServicesRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServicesResponse;
import software.amazon.awssdk.services.ecs.model.DescribeTasksRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.ListTasksRequest;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.ServiceEvent;
import software.amazon.awssdk.services.ecs.model.Task;

/** Why a service's task does not run, and how the one who waits for it hears of it. */
final class LastWordsTest {
  private static final Instant NOW = Instant.parse("2026-11-25T08:00:00Z");

  private final List<String> events = new ArrayList<>();
  private final List<Task> tasks = new ArrayList<>();
  private final FakeAws aws =
      new FakeAws()
          .on(
              EcsClient.class,
              "describeServices",
              DescribeServicesRequest.class,
              _ ->
                  DescribeServicesResponse.builder()
                      .services(
                          Service.builder()
                              .events(
                                  events.stream()
                                      .map(e -> ServiceEvent.builder().message(e).build())
                                      .toList())
                              .build())
                      .build())
          .on(
              EcsClient.class,
              "listTasks",
              ListTasksRequest.class,
              q ->
                  ListTasksResponse.builder()
                      .taskArns(
                          q.desiredStatusAsString().equals("STOPPED")
                              ? tasks.stream().map(Task::taskArn).toList()
                              : List.of())
                      .build())
          .on(
              EcsClient.class,
              "describeTasks",
              DescribeTasksRequest.class,
              _ -> DescribeTasksResponse.builder().tasks(tasks).build());
  private final LastWords words = new LastWords(aws.clients().ecs(), "eks-lab", "node");
  private final AtomicReference<Instant> clock = new AtomicReference<>(NOW);
  private final FakeWork work = new FakeWork();

  private void stopped(String code, String reason, Instant created) {
    tasks.add(
        Task.builder()
            .taskArn("arn:" + tasks.size())
            .stopCode(code)
            .stoppedReason(reason)
            .createdAt(created)
            .build());
  }

  @Test
  void ofNothingNothingIsSaid() {
    assertThat(words.tell()).isEmpty();
    assertThat(words.sentence()).isEmpty();
  }

  @Test
  void theLastEventAndTheLastFailureCount() {
    events.addAll(List.of("unable to place a task", "started"));
    stopped("TaskFailedToStart", "CannotPullContainerError", NOW.plusSeconds(60));
    stopped("EssentialContainerExited", "exited", NOW);
    stopped("UserInitiated", "by hand", NOW.plusSeconds(120));

    assertThat(words.tell())
        .isEqualTo(
            "; ECS says: unable to place a task; its last task stopped: CannotPullContainerError");
    assertThat(words.sentence())
        .contains(
            "ECS says: unable to place a task; its last task stopped: CannotPullContainerError");
  }

  @Test
  void whatThePersonOrTheServiceEndedDidNotFail() {
    stopped("ServiceSchedulerInitiated", "scaling", NOW);

    assertThat(words.stoppedReason()).isEmpty();
  }

  @Test
  void eachReasonIsToldOnceAndNotSoonerThanAWhile() {
    var starts = new FailedStarts(words, work, clock::get);
    stopped("TaskFailedToStart", "no image", NOW);

    starts.tell();
    assertThat(work.notices()).isEmpty();
    clock.set(NOW.plus(Duration.ofSeconds(10)));
    starts.tell();
    starts.tell();
    clock.set(NOW.plus(Duration.ofSeconds(20)));
    starts.tell();
    assertThat(work.notices()).containsExactly("its task stopped, ECS tries again: no image");

    stopped("TaskFailedToStart", "no role", NOW.plusSeconds(1));
    clock.set(NOW.plus(Duration.ofSeconds(29)));
    starts.tell();
    assertThat(work.notices()).hasSize(1);
    clock.set(NOW.plus(Duration.ofSeconds(30)));
    starts.tell();
    assertThat(work.notices()).hasSize(2).last().asString().endsWith("no role");
  }

  @Test
  void aWaitInVainEndsWithThem() {
    events.add("unable to place a task");
    var present = new Present<>("x", Optional.empty(), "ACTIVE", "a");

    assertThat(new ServiceStart(words, work).await(() -> Optional.of(present))).isEqualTo(present);
    assertThatThrownBy(() -> new ServiceStart(words, work).<String>await(Optional::empty))
        .isInstanceOfSatisfying(
            ResourceException.class,
            e -> {
              assertThat(e).hasMessageEndingWith("; ECS says: unable to place a task");
              assertThat(e.next()).contains("fnk logs");
            });
  }
}
