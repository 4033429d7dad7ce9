package dev.fnk.kubelet.stats;

import dev.fnk.kubelet.agent.contract.TaskStatistics;
import dev.fnk.kubelet.agent.contract.TaskStatistics.Container;
import dev.fnk.kubelet.agent.contract.TaskStatistics.Memory;
import dev.fnk.kubelet.podspec.PodContainers;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * A pod with the figures of its task.
 *
 * @param nanoCores by container, where there was a reading before
 */
record PodFigures(RunningPod of, TaskStatistics figures, Map<String, Long> nanoCores) {
  PodFigures {
    nanoCores = Map.copyOf(nanoCores);
  }

  /** A running container of the pod. */
  record Running(ContainerStatus status, Container figures, OptionalLong nanoCores) {}

  Pod pod() {
    return of.pod();
  }

  String name() {
    return pod().getMetadata().getName();
  }

  String namespace() {
    return pod().getMetadata().getNamespace();
  }

  /** Those of the pod that run; a supervisor whose container waits is none, nor is the agent. */
  List<Running> running() {
    Map<String, ContainerStatus> statuses = new LinkedHashMap<>();
    PodContainers.told(pod().getStatus())
        .filter(c -> c.getState() != null && c.getState().getRunning() != null)
        .forEach(c -> statuses.put(c.getName(), c));
    List<Running> running = new ArrayList<>();
    for (Container container : figures.containers()) {
      ContainerStatus its = statuses.get(container.name());
      if (its != null) {
        running.add(new Running(its, container, rate(container.name())));
      }
    }
    return running;
  }

  private OptionalLong rate(String container) {
    Long rate = nanoCores.get(container);
    return rate == null ? OptionalLong.empty() : OptionalLong.of(rate);
  }

  /** When the last of its containers was read; all that the task uses is counted then. */
  Instant at() {
    return figures.containers().stream()
        .map(Container::at)
        .max(Instant::compareTo)
        .orElse(figures.at());
  }

  /** Processor time of the whole task, the agent and the supervisors included. */
  OptionalLong cpuNanoseconds() {
    return sum(
        figures.containers().stream().flatMap(c -> c.cpu().stream()), c -> c.usageNanoseconds());
  }

  OptionalLong totalNanoCores() {
    return sum(nanoCores.values().stream(), rate -> rate);
  }

  OptionalLong workingSet() {
    return sum(memories(), Memory::workingSet);
  }

  OptionalLong memoryUsage() {
    return sum(memories(), Memory::usage);
  }

  OptionalLong rss() {
    return sum(memories().filter(m -> m.rss().isPresent()), m -> m.rss().getAsLong());
  }

  private Stream<Memory> memories() {
    return figures.containers().stream().flatMap(c -> c.memory().stream());
  }

  /** Of none it is not known, which is another thing than 0. */
  static <T> OptionalLong sum(Stream<T> of, ToLongFunction<T> figure) {
    return of.mapToLong(figure).reduce(Long::sum);
  }
}
