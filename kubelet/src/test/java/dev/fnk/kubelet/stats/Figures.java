package dev.fnk.kubelet.stats;

import dev.fnk.kubelet.agent.contract.TaskStatistics;
import dev.fnk.kubelet.agent.contract.TaskStatistics.Container;
import dev.fnk.kubelet.agent.contract.TaskStatistics.Cpu;
import dev.fnk.kubelet.agent.contract.TaskStatistics.Disk;
import dev.fnk.kubelet.agent.contract.TaskStatistics.Interface;
import dev.fnk.kubelet.agent.contract.TaskStatistics.Memory;
import dev.fnk.kubelet.agent.contract.TaskStatistics.ProbeCount;
import dev.fnk.kubelet.agent.contract.TaskStatistics.Storage;
import dev.fnk.kubelet.agent.contract.TaskStatistics.Volume;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Pods and figures for tests. */
final class Figures {
  static final Instant BEGIN = Instant.parse("2026-11-29T03:00:00Z");

  private Figures() {}

  /** Container main runs, side is waiting. */
  static Pod pod(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("ns")
        .withName(name)
        .withUid("uid-" + name)
        .endMetadata()
        .withNewSpec()
        .addNewVolume()
        .withName("data")
        .endVolume()
        .endSpec()
        .withNewStatus()
        .withStartTime("2026-11-29T02:59:50Z")
        .withContainerStatuses(running(name), waiting())
        .endStatus()
        .build();
  }

  private static ContainerStatus running(String pod) {
    return new ContainerStatusBuilder()
        .withName("main")
        .withImage("registry/app:1")
        .withContainerID("fargate://t-" + pod + "/r-1")
        .withNewState()
        .withNewRunning()
        .endRunning()
        .endState()
        .build();
  }

  private static ContainerStatus waiting() {
    return new ContainerStatusBuilder()
        .withName("side")
        .withNewState()
        .withNewWaiting()
        .endWaiting()
        .endState()
        .build();
  }

  static RunningPod running(Pod pod) {
    return new RunningPod(pod, "t-" + pod.getMetadata().getName());
  }

  static Container container(String name, Instant at, long nanoseconds, long workingSet) {
    return new Container(
        name,
        at,
        Optional.of(BEGIN),
        Optional.of(new Cpu(nanoseconds, nanoseconds / 2, nanoseconds / 4, 8, 2, 1_500_000_000)),
        Optional.of(
            new Memory(
                workingSet + 100,
                workingSet,
                OptionalLong.of(workingSet - 50),
                OptionalLong.of(30),
                OptionalLong.empty(),
                OptionalLong.of(1000),
                OptionalLong.of(5),
                OptionalLong.of(0))),
        Optional.of(new Disk(4096, 8192)),
        OptionalLong.of(3));
  }

  static Container nothingKnown(String name, Instant at) {
    return new Container(
        name,
        at,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty());
  }

  static TaskStatistics task(Instant at, Container... containers) {
    return new TaskStatistics(
        at,
        List.of(containers),
        List.of(
            new Interface("eth0", false, 1, 1, 0, 0, 1, 1, 0, 0),
            new Interface("eth1", true, 10, 2, 3, 4, 50, 6, 7, 8)),
        Optional.of(new Storage(100, 1000)),
        List.of(new ProbeCount("main", "Readiness", "failed", 2)),
        List.of(
            new Volume("data", at, 300, 3, 1000, 600, 50, 40),
            new Volume("fnk_part", at, 1, 1, 1000, 600, 50, 40)));
  }
}
