package dev.fnk.kubelet.fargate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.task.TaskView;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
    return new TaskView(
        arn,
        Optional.empty(),
        Optional.empty(),
        phase,
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        false);
  }

  private static Map<String, TaskView> running(List<String> arns) {
    return arns.stream()
        .collect(Collectors.toMap(arn -> arn, arn -> task(arn, TaskView.Phase.RUNNING)));
  }

  @Test
  void tasksAreReadAHundredACall() throws InterruptedException {
    var sizes = new ConcurrentLinkedQueue<Integer>();
    var told = new CountDownLatch(250);
    try (var watcher =
        new TaskWatcher(
            arns -> {
              sizes.add(arns.size());
              return running(arns);
            },
            InstantSource.system(),
            (_, _) -> told.countDown())) {
      IntStream.range(0, 250).forEach(i -> watcher.watch("task-" + i, "owner-" + i));
      watcher.start();
      assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(sizes).allMatch(size -> size <= 100);
    assertThat(sizes.stream().limit(3)).containsExactly(100, 100, 100);
  }

  @Test
  void aFailedCallIsNotKnownRatherThanGone() throws InterruptedException {
    var calls = new AtomicInteger();
    var told = new CountDownLatch(1);
    var news = new AtomicReference<TaskView>();
    try (var watcher =
        new TaskWatcher(
            arns -> {
              if (calls.getAndIncrement() == 0) {
                throw SdkException.builder().message("throttled").build();
              }
              return running(arns);
            },
            InstantSource.system(),
            (_, view) -> {
              news.set(view);
              told.countDown();
            })) {
      watcher.watch("t", "owner");
      watcher.start();
      assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(news.get().gone()).isFalse();
  }

  @Test
  void aTaskIsGoneWhenItWasMissingForAMinute() {
    var now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    var news = new ArrayList<TaskView>();
    var watcher = new TaskWatcher(_ -> Map.of(), now::get, (_, view) -> news.add(view));
    watcher.watch("t", "owner");

    watcher.accept(List.of("t"), Map.of());
    now.updateAndGet(at -> at.plusSeconds(59));
    watcher.accept(List.of("t"), Map.of());
    assertThat(news).isEmpty();

    watcher.accept(List.of("t"), running(List.of("t")));
    now.updateAndGet(at -> at.plusSeconds(30));
    watcher.accept(List.of("t"), Map.of());
    now.updateAndGet(at -> at.plusSeconds(30));
    watcher.accept(List.of("t"), Map.of());
    assertThat(news).extracting(TaskView::gone).containsExactly(false);

    now.updateAndGet(at -> at.plusSeconds(30));
    watcher.accept(List.of("t"), Map.of());
    assertThat(news).extracting(TaskView::gone).containsExactly(false, true);
  }

  @Test
  void onlyNewsAreToldAndNoneAfterTheEnd() {
    var news = new ArrayList<TaskView.Phase>();
    var owners = new ArrayList<String>();
    var watcher =
        new TaskWatcher(
            _ -> Map.of(),
            InstantSource.system(),
            (owner, view) -> {
              owners.add(owner);
              news.add(view.phase());
            });
    watcher.watch("t", "uid-1");

    watcher.accept(List.of("t"), running(List.of("t")));
    watcher.accept(List.of("t"), running(List.of("t")));
    watcher.accept(List.of("t"), Map.of("t", task("t", TaskView.Phase.STOPPED)));
    watcher.accept(List.of("t"), running(List.of("t")));

    assertThat(news).containsExactly(TaskView.Phase.RUNNING, TaskView.Phase.STOPPED);
    assertThat(owners).containsOnly("uid-1");
  }
}
