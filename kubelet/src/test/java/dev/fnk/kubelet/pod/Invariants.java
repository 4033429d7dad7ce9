package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.fargate.FakeEcs;
import dev.fnk.kubelet.fargate.FakeTask;
import dev.fnk.kubelet.schedule.VirtualTime;
import dev.fnk.kubelet.task.ContainerId;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What must hold in every history, at all times or at its end. */
final class Invariants {
  private static final int MOST_FAILURES = 10;

  /** Asked for a pod within any minute: restarts back off, and what fails is asked for seldom. */
  private static final int LAUNCHES_A_MINUTE = 12;

  private static final int CALLS_A_MINUTE = 60;

  /** As often is asked in a minute that begins with no delay: after 0, 1, 3, 7, 15 and 31 s. */
  private static final int ANEW = 6;

  private final VirtualTime time;
  private final FakeEcs ecs;
  private final FakeCluster cluster;
  private final Predicate<String> miscounted;
  private final List<String> failures = new ArrayList<>();

  /**
   * @param miscounted whether somebody else has written the attempt of the pod with this uid
   */
  Invariants(VirtualTime time, FakeEcs ecs, FakeCluster cluster, Predicate<String> miscounted) {
    this.time = time;
    this.ecs = ecs;
    this.cluster = cluster;
    this.miscounted = miscounted;
  }

  List<String> failures() {
    return failures;
  }

  void fail(String what) {
    if (failures.size() < MOST_FAILURES) {
      failures.add(Duration.between(VirtualTime.START, time.now()) + " " + what);
    }
  }

  /**
   * No task doubled. Where a forged attempt meets a node that is killed in RunTask, a second task
   * may be there until the next sweep; in one of them only is the pod's container ever begun.
   */
  void taskChanged(FakeTask task) {
    if (!task.running()) {
      return;
    }
    boolean idleMayDouble = miscounted.test(task.uid());
    var running =
        ecs.tasks().stream()
            .filter(t -> t.uid().equals(task.uid()) && t.running())
            .filter(t -> t.everRan() || !idleMayDouble)
            .toList();
    if (running.size() > 1) {
      fail("pod " + task.uid() + " has " + running.size() + " running tasks");
    }
  }

  /** No status untrue: what it says of containers has happened to a task of this pod. */
  void statusWritten(Pod before, Pod pod) {
    for (ContainerStatus container : pod.getStatus().getContainerStatuses()) {
      check(pod, container.getState(), container);
      check(pod, container.getLastState(), container);
      if (before.getStatus() != null) {
        before.getStatus().getContainerStatuses().stream()
            .filter(c -> c.getRestartCount() > container.getRestartCount())
            .forEach(_ -> fail(name(pod) + " has fewer restarts than before"));
        before.getStatus().getContainerStatuses().stream()
            .filter(c -> refused(pod, c, container))
            .forEach(_ -> fail(name(pod) + " has ended, and is said not to have"));
      }
    }
    if ("Succeeded".equals(pod.getStatus().getPhase())) {
      boolean did = tasks(pod).stream().anyMatch(FakeTask::succeeded);
      if (!did) {
        fail(name(pod) + " is said to have succeeded");
      }
    }
    String ip = pod.getStatus().getPodIP();
    if (ip != null && tasks(pod).stream().noneMatch(t -> t.ip().equals(ip))) {
      fail(name(pod) + " is said to have another's address");
    }
  }

  /** As an API server does: what has ended for good has. */
  private static boolean refused(Pod pod, ContainerStatus before, ContainerStatus now) {
    ContainerStateTerminated end = before.getState().getTerminated();
    String policy = pod.getSpec().getRestartPolicy();
    return end != null
        && now.getState().getTerminated() == null
        && ("Never".equals(policy) || ("OnFailure".equals(policy) && end.getExitCode() == 0));
  }

  private void check(Pod pod, ContainerState state, ContainerStatus container) {
    if (state == null) {
      return;
    }
    if (state.getRunning() != null) {
      Optional<FakeTask> task = task(pod, container.getContainerID());
      if (task.filter(FakeTask::everRan).isEmpty()) {
        fail(name(pod) + " is said to run in " + container.getContainerID());
      } else if (!task.get().image().equals(container.getImage())) {
        fail(name(pod) + " is said to run " + container.getImage() + " in " + task.get().id());
      }
    }
    ContainerStateTerminated end = state.getTerminated();
    if (end != null && !"StartError".equals(end.getReason())) {
      Optional<FakeTask> task = task(pod, end.getContainerID());
      boolean unknown = "ContainerStatusUnknown".equals(end.getReason());
      int run = ContainerId.parse(end.getContainerID()).map(ContainerId::run).orElse(0);
      boolean known = unknown || task.filter(t -> t.endedWith(run, end.getExitCode())).isPresent();
      if (task.isEmpty() || !known) {
        fail(
            name(pod)
                + " is said to have ended: "
                + end.getContainerID()
                + " with "
                + end.getExitCode());
      }
    }
  }

  private Optional<FakeTask> task(Pod pod, String containerId) {
    return ContainerId.parse(containerId)
        .flatMap(id -> tasks(pod).stream().filter(t -> t.id().equals(id.task())).findFirst());
  }

  private List<FakeTask> tasks(Pod pod) {
    return ecs.tasks().stream().filter(t -> t.uid().equals(pod.getMetadata().getUid())).toList();
  }

  private static String name(Pod pod) {
    return pod.getMetadata().getName() + " (" + pod.getMetadata().getUid() + ")";
  }

  /** After a calm: no pod lost, no task left running, every status as things are. */
  void atTheEnd(Map<String, FakeEcs.End> lives, Set<String> stopped) {
    Map<String, Pod> byUid =
        cluster.pods().stream()
            .collect(Collectors.toMap(p -> p.getMetadata().getUid(), Function.identity()));
    for (FakeTask task : ecs.tasks()) {
      if (task.active() && task.mayRun() && !byUid.containsKey(task.uid())) {
        fail("task " + task.id() + " of " + task.uid() + " is left running");
      }
    }
    for (Pod pod : byUid.values()) {
      atTheEnd(pod, lives.get(pod.getMetadata().getName()));
      images(pod, lives.get(pod.getMetadata().getName()), stopped);
    }
    bounded("RunTask", ecs.launches(), cluster.imageChanges(), LAUNCHES_A_MINUTE);
    bounded("API", cluster.writes(), Map.of(), CALLS_A_MINUTE);
    Instant quiet = time.now().minus(Duration.ofMinutes(5));
    cluster
        .writes()
        .forEach(
            (uid, times) -> {
              boolean steady =
                  Optional.ofNullable(byUid.get(uid)).filter(Invariants::steady).isPresent();
              if (steady && times.getLast().isAfter(quiet)) {
                fail("the API was asked about " + uid + ", of which there was nothing new");
              }
            });
  }

  private static boolean steady(Pod pod) {
    return !"Pending".equals(pod.getStatus().getPhase())
        && pod.getStatus().getContainerStatuses().stream()
            .allMatch(c -> c.getState().getWaiting() == null && c.getRestartCount() == 0);
  }

  private void atTheEnd(Pod pod, FakeEcs.End life) {
    String phase = pod.getStatus() == null ? "none" : pod.getStatus().getPhase();
    String policy = pod.getSpec().getRestartPolicy();
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      fail(name(pod) + " is not let go");
      return;
    }
    var its = tasks(pod);
    var running = its.stream().filter(FakeTask::running).toList();
    boolean terminal = "Succeeded".equals(phase) || "Failed".equals(phase);
    if (pod.getStatus() != null
        && pod.getStatus().getConditions().stream()
            .anyMatch(c -> "AgentUnreachable".equals(c.getReason()))) {
      fail(name(pod) + " is said to have an agent that nobody hears");
    }
    if (terminal && its.stream().anyMatch(FakeTask::mayRun)) {
      fail(name(pod) + " is " + phase + " and has a task");
    }
    if (terminal && "Always".equals(policy)) {
      fail(name(pod) + " is " + phase + " though it is always restarted");
    }
    boolean forEver =
        life.failing() == FakeEcs.Failing.NOT && life.after().compareTo(Duration.ofDays(1)) > 0;
    if (forEver && !terminal) {
      String ip = pod.getStatus() == null ? null : pod.getStatus().getPodIP();
      if (running.size() != 1) {
        fail(
            name(pod)
                + " is "
                + phase
                + " with "
                + running.size()
                + " running tasks of "
                + its.size());
      } else if (!"Running".equals(phase) || !running.getFirst().ip().equals(ip)) {
        fail(name(pod) + " is " + phase + " at " + ip + " though it runs");
      }
    }
    boolean endsWell = life.failing() == FakeEcs.Failing.NOT && !forEver && life.code() == 0;
    if (endsWell && !"Always".equals(policy) && !terminal) {
      fail(name(pod) + " is " + phase + " though its work is done");
    }
    if (life.failing() == FakeEcs.Failing.PULL && !"Pending".equals(phase) && its.size() > 0) {
      fail(name(pod) + " is " + phase + " without its image");
    }
  }

  /** What runs is what the pod names, and no pod has ended for another image. */
  private void images(Pod pod, FakeEcs.End life, Set<String> stopped) {
    String image = pod.getSpec().getContainers().getFirst().getImage();
    tasks(pod).stream()
        .filter(task -> task.running() && !task.image().equals(image))
        .forEach(task -> fail(name(pod) + " runs " + task.image() + " and not " + image));
    boolean forEver = life.failing() == FakeEcs.Failing.NOT && life.after().toDays() > 1;
    String phase = pod.getStatus() == null ? "none" : pod.getStatus().getPhase();
    if (forEver
        && ("Failed".equals(phase) || "Succeeded".equals(phase))
        && !stopped.contains(pod.getMetadata().getUid())) {
      fail(name(pod) + " is " + phase + " though nothing has ended it");
    }
  }

  /**
   * @param anew when the back-off of a uid's calls begins anew
   */
  private void bounded(
      String what, Map<String, List<Instant>> calls, Map<String, List<Instant>> anew, int most) {
    calls.forEach(
        (uid, times) -> {
          for (Instant from : times) {
            int calm = within(times, from) - within(anew.getOrDefault(uid, List.of()), from) * ANEW;
            if (calm > most) {
              fail("hot loop: " + most + " " + what + " calls within a minute for " + uid);
              return;
            }
          }
        });
  }

  private static int within(List<Instant> times, Instant from) {
    return (int)
        times.stream()
            .filter(at -> !at.isBefore(from) && at.isBefore(from.plusSeconds(60)))
            .count();
  }
}
