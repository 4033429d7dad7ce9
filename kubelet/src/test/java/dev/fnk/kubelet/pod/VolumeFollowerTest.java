package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.PodSpecification;
import dev.fnk.kubelet.agent.contract.Volume;
import dev.fnk.kubelet.podspec.CurrentVolumes;
import dev.fnk.kubelet.podspec.Fault;
import dev.fnk.kubelet.podspec.VolumeDigests;
import dev.fnk.kubelet.reference.ResolvedReferences;
import dev.fnk.kubelet.schedule.SystemScheduler;
import dev.fnk.kubelet.task.Inputs;
import dev.fnk.kubelet.task.TaskView;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VolumeFollowerTest {
  private final SystemScheduler scheduler = new SystemScheduler();
  private final PodBook book = new PodBook();
  private final ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();
  private final AtomicInteger under = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final CountDownLatch go = new CountDownLatch(1);
  private List<Volume> volumes = List.of(volume("a", "1"), volume("b", "1"));
  private List<Fault> faults = List.of();
  private boolean away;

  private final VolumeFollower follower =
      new VolumeFollower(
          book,
          new FakeAgent(),
          (_, _) -> {
            throw new IllegalStateException("not asked");
          },
          new Instructions() {
            @Override
            public Instruction of(Pod pod, TaskView task, Inputs inputs) {
              throw new IllegalStateException("not asked");
            }

            @Override
            public CurrentVolumes volumes(Pod pod, ResolvedReferences references) {
              return new CurrentVolumes(volumes, faults);
            }
          },
          (_, _, reason, message) -> events.add(reason + ": " + message),
          scheduler,
          _ -> {});

  private final class FakeAgent implements TaskAgents {
    @Override
    public void follow(TaskView task, Listener listener) {}

    @Override
    public void forget(String task) {}

    @Override
    public void instruct(String task, PodSpecification pod) {}

    @Override
    public void update(String task, List<Volume> changed) throws IOException, InterruptedException {
      most.accumulateAndGet(under.incrementAndGet(), Math::max);
      go.await();
      under.decrementAndGet();
      if (away) {
        throw new IOException("nobody answers");
      }
      changed.forEach(volume -> told.add(volume.name()));
    }

    @Override
    public void terminate(String task, Duration grace) {}
  }

  @AfterEach
  void stop() {
    scheduler.close();
  }

  private static Volume volume(String name, String data) {
    var file = new Volume.File("f", data.getBytes(), 0644, OptionalInt.empty());
    return new Volume(name, false, List.of(file), OptionalLong.empty());
  }

  private PodState pod(int number) {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("web-" + number)
            .withNamespace("default")
            .withUid("u" + number)
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .build();
    book.followed(pod);
    return state(number);
  }

  private PodState state(int number) {
    return book.get("u" + number).orElseThrow();
  }

  @Test
  void onlyWhatHasChangedIsTold() throws InterruptedException {
    go.countDown();
    follower.follow(pod(0), "t");
    assertThat(told).containsExactly("a", "b");

    volumes = List.of(volume("a", "1"), volume("b", "2"));
    follower.follow(state(0), "t");
    follower.follow(state(0), "t");

    assertThat(told).containsExactly("a", "b", "b");
  }

  @Test
  void whatCannotBeLaidIsToldOnceUntilItIsAnother() throws InterruptedException {
    go.countDown();
    pod(0);
    for (String why : new String[] {"x", "x", "y"}) {
      faults = List.of(new Fault(Fault.Kind.MOUNT, Optional.empty(), why));
      follower.follow(state(0), "t");
    }

    assertThat(events).containsExactly("FailedMount: x", "FailedMount: y");
  }

  @Test
  void anAgentThatIsAwayIsToldAllLater() throws InterruptedException {
    go.countDown();
    pod(0);
    book.update(
        "u0",
        p -> p.volumes(_ -> FollowedVolumes.begun(VolumeDigests.of(List.of(volumes.get(0))))));
    away = true;
    follower.follow(state(0), "t");
    assertThat(state(0).seen().volumes().told()).isEmpty();
    assertThat(state(0).seen().volumes().retry().failures()).isEqualTo(1);

    away = false;
    follower.follow(state(0), "t");

    assertThat(told).containsExactly("a", "b");
  }

  @Test
  void ofAThousandPodsThirtyTwoAreToldAtATime() throws Exception {
    IntStream.range(0, 1000).forEach(this::pod);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all =
          IntStream.range(0, 1000)
              .mapToObj(
                  number ->
                      threads.submit(
                          () -> {
                            follower.follow(state(number), "t" + number);
                            return number;
                          }))
              .toList();
      // Nobody waits for longer than a second: whoever has had no place comes again.
      long waiting = 1;
      while (waiting > 0) {
        waiting = all.stream().filter(one -> !one.isDone()).count() - under.get();
        assertThat(go.await(50, TimeUnit.MILLISECONDS)).isFalse();
      }
      go.countDown();
      for (var one : all) {
        one.get();
      }
    }

    assertThat(most).hasValue(32);
    assertThat(told).hasSize(64);
    assertThat(book.all())
        .filteredOn(state -> state.seen().volumes().retry().equals(Retry.NONE))
        .hasSize(32);
  }
}
