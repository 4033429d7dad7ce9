package dev.fnk.kubelet.fargate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.schedule.VirtualTime;
import dev.fnk.kubelet.task.TaskView;
import dev.fnk.kubelet.task.TaskViewBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.exception.SdkException;

@Timeout(20)
class TaskWatcherTest {
  private static TaskView task(String arn, TaskView.Phase phase) {
    return TaskViewBuilder.of(arn).phase(phase).build();
  }

  private final VirtualTime time = new VirtualTime();
  private final VirtualTime.Process process = time.process();

  private static Described running(List<String> arns) {
    return new Described(
        arns.stream()
            .collect(Collectors.toMap(arn -> arn, arn -> task(arn, TaskView.Phase.RUNNING))),
        Set.of());
  }

  private static final Described NOTHING = new Described(Map.of(), Set.of());

  @Test
  void tasksAreReadAHundredACall() {
    var sizes = new ArrayList<Integer>();
    var told = new ArrayList<String>();
    var watcher =
        new TaskWatcher(
            arns -> {
              sizes.add(arns.size());
              return running(arns);
            },
            process,
            (owner, _) -> told.add(owner));
    IntStream.range(0, 250).forEach(i -> watcher.watch("task-" + i, "owner-" + i));
    watcher.start();
    time.run(Duration.ofSeconds(1));

    assertThat(told).hasSize(250).doesNotHaveDuplicates();
    assertThat(sizes).containsExactly(100, 100, 100);
  }

  @Test
  void whatStartsIsReadOftenAndWhatRunsSeldom() {
    var calls = new ArrayList<Instant>();
    var phase = new AtomicReference<>(TaskView.Phase.STARTING);
    var watcher =
        new TaskWatcher(
            arns -> {
              calls.add(process.instant());
              return new Described(Map.of("t", task("t", phase.get())), Set.of());
            },
            process,
            (_, _) -> {});
    watcher.watch("t", "owner");
    watcher.start();
    time.run(Duration.ofSeconds(7));
    assertThat(calls).hasSize(10);

    phase.set(TaskView.Phase.RUNNING);
    time.run(Duration.ofSeconds(50));
    assertThat(calls).hasSizeBetween(20, 22);

    watcher.expectChange("t");
    time.run(Duration.ZERO);
    assertThat(calls.getLast()).isEqualTo(time.now());
  }

  @Test
  void aFailedCallIsNotKnownRatherThanGone() {
    var calls = new AtomicInteger();
    var news = new ArrayList<TaskView>();
    var watcher =
        new TaskWatcher(
            arns -> {
              if (calls.getAndIncrement() < 10) {
                throw new TaskRuntimeException(SdkException.builder().message("throttled").build());
              }
              return running(arns);
            },
            process,
            (_, view) -> news.add(view));
    watcher.watch("t", "owner");
    watcher.start();
    time.run(Duration.ofMinutes(5));

    assertThat(news).extracting(TaskView::gone).containsExactly(false);
    assertThat(watcher.trouble()).isEmpty();
    assertThat(watcher.restarts()).isZero();
  }

  @Test
  void failedCallsAreMadeLaterAndLater() {
    var calls = new ArrayList<Instant>();
    var watcher =
        new TaskWatcher(
            _ -> {
              calls.add(process.instant());
              throw new TaskRuntimeException(SdkException.builder().message("throttled").build());
            },
            process,
            (_, _) -> {});
    watcher.watch("t", "owner");
    watcher.start();
    time.run(Duration.ofMinutes(10));

    assertThat(calls).hasSizeLessThan(30);
    assertThat(Duration.between(calls.get(calls.size() - 2), calls.getLast()))
        .isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void whatNobodyExpectedDoesNotEndTheLoop() {
    var calls = new AtomicInteger();
    var news = new ArrayList<TaskView>();
    var watcher =
        new TaskWatcher(
            arns -> {
              if (calls.getAndIncrement() == 0) {
                throw new IllegalStateException("a bug");
              }
              return running(arns);
            },
            process,
            (_, view) -> news.add(view));
    watcher.watch("t", "owner");
    watcher.start();
    time.run(Duration.ofSeconds(1));
    assertThat(watcher.trouble()).hasValueSatisfying(t -> assertThat(t).contains("a bug"));
    time.run(Duration.ofSeconds(5));

    assertThat(news).hasSize(1);
    assertThat(watcher.trouble()).isEmpty();
    assertThat(watcher.restarts()).isEqualTo(1);
  }

  @Test
  void aNameThatEcsRefusesSaysNothingOfItsTask() {
    var news = new ArrayList<TaskView>();
    var calls = new AtomicInteger();
    var watcher =
        new TaskWatcher(
            arns -> {
              calls.incrementAndGet();
              return new Described(Map.of(), Set.copyOf(arns));
            },
            process,
            (_, view) -> news.add(view));
    watcher.watch("t", "owner");
    watcher.start();
    time.run(Duration.ofMinutes(10));

    assertThat(news).isEmpty();
    assertThat(calls).satisfies(c -> assertThat(c.get()).isBetween(9, 11));
    assertThat(watcher.restarts()).isZero();
    int before = calls.get();
    watcher.expectChange("t");
    time.run(Duration.ZERO);
    assertThat(calls).hasValue(before + 1);
  }

  @Test
  void aTaskThatBeginsWhileNothingIsWatchedIsReadAtOnce() {
    var asked = new ArrayList<List<String>>();
    var watcher =
        new TaskWatcher(
            arns -> {
              asked.add(arns);
              return running(arns);
            },
            process,
            (_, _) -> {});
    watcher.start();
    time.run(Duration.ofMinutes(1));
    assertThat(asked).isEmpty();

    watcher.watch("t", "owner");
    time.run(Duration.ofSeconds(1));
    assertThat(asked).containsExactly(List.of("t"));
  }

  @Test
  void whatIsForgottenOrClosedIsReadNoMore() {
    var asked = new ArrayList<List<String>>();
    var watcher =
        new TaskWatcher(
            arns -> {
              asked.add(arns.stream().sorted().toList());
              return running(arns);
            },
            process,
            (_, _) -> {});
    watcher.watch("a", "owner");
    watcher.watch("b", "owner");
    watcher.start();
    time.run(Duration.ofSeconds(1));
    assertThat(asked).containsExactly(List.of("a", "b"));

    watcher.forget("a");
    time.run(Duration.ofSeconds(5));
    assertThat(asked).containsExactly(List.of("a", "b"), List.of("b"));

    process.start("closing", watcher::close);
    time.run(Duration.ofMinutes(1));
    assertThat(asked).hasSize(2);
  }

  @Test
  void aTaskIsGoneWhenItWasMissingForAMinute() {
    var news = new ArrayList<TaskView>();
    var watcher = new TaskWatcher(_ -> NOTHING, process, (_, view) -> news.add(view));
    watcher.watch("t", "owner");

    watcher.accept(List.of("t"), NOTHING);
    time.run(Duration.ofSeconds(59));
    watcher.accept(List.of("t"), NOTHING);
    assertThat(news).isEmpty();

    watcher.accept(List.of("t"), running(List.of("t")));
    time.run(Duration.ofSeconds(30));
    watcher.accept(List.of("t"), NOTHING);
    time.run(Duration.ofSeconds(30));
    watcher.accept(List.of("t"), NOTHING);
    assertThat(news).extracting(TaskView::gone).containsExactly(false);

    time.run(Duration.ofSeconds(30));
    watcher.accept(List.of("t"), NOTHING);
    assertThat(news).extracting(TaskView::gone).containsExactly(false, true);
  }

  @Test
  void onlyNewsAreToldAndNoneAfterTheEnd() {
    var news = new ArrayList<TaskView.Phase>();
    var owners = new ArrayList<String>();
    var watcher =
        new TaskWatcher(
            _ -> NOTHING,
            process,
            (owner, view) -> {
              owners.add(owner);
              news.add(view.phase());
            });
    watcher.watch("t", "uid-1");

    watcher.accept(List.of("t"), running(List.of("t")));
    watcher.accept(List.of("t"), running(List.of("t")));
    watcher.accept(
        List.of("t"), new Described(Map.of("t", task("t", TaskView.Phase.STOPPED)), Set.of()));
    watcher.accept(List.of("t"), running(List.of("t")));

    assertThat(news).containsExactly(TaskView.Phase.RUNNING, TaskView.Phase.STOPPED);
    assertThat(owners).containsOnly("uid-1");
  }
}
