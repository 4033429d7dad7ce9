package dev.fnk.local.ecs.model.task;

import dev.fnk.local.ecs.definition.ContainerDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The order that {@code dependsOn} gives to a task's containers. */
public record Dependencies(List<ContainerDefinition> containers) {
  public Dependencies {
    containers = List.copyOf(containers);
  }

  public boolean circular() {
    return startWaves().stream().mapToInt(List::size).sum() < containers.size();
  }

  /** Containers in waves: each depends on earlier waves only. Those in a circle are missing. */
  private List<List<ContainerDefinition>> startWaves() {
    List<List<ContainerDefinition>> waves = new ArrayList<>();
    Set<String> placed = new HashSet<>();
    while (true) {
      List<ContainerDefinition> wave =
          containers.stream()
              .filter(container -> !placed.contains(container.name()))
              .filter(
                  container ->
                      container.startup().dependsOn().stream()
                          .allMatch(dependency -> placed.contains(dependency.container())))
              .toList();
      if (wave.isEmpty()) {
        return waves;
      }
      wave.forEach(container -> placed.add(container.name()));
      waves.add(wave);
    }
  }

  /** Dependents stop before what they depend on. */
  public List<List<ContainerDefinition>> stopWaves() {
    return startWaves().reversed();
  }

  /** Whether a container may start. */
  public enum Verdict {
    READY,
    WAIT,
    NEVER
  }

  /** What the containers it depends on say of its start. */
  public static Verdict verdict(
      ContainerDefinition container, Function<String, ContainerRun> runs, Instant now) {
    Verdict worst = Verdict.READY;
    for (ContainerDefinition.Dependency dependency : container.startup().dependsOn()) {
      Verdict verdict = verdict(dependency, runs.apply(dependency.container()), now);
      if (verdict.compareTo(worst) > 0) {
        worst = verdict;
      }
    }
    return worst;
  }

  private static Verdict verdict(
      ContainerDefinition.Dependency dependency, ContainerRun run, Instant now) {
    boolean started = run.startedAt().isPresent();
    boolean met =
        switch (dependency.condition()) {
          case START -> started;
          case COMPLETE -> started && run.isStopped();
          case SUCCESS -> started && run.isStopped() && run.exitCode().orElse(1) == 0;
          case HEALTHY -> !run.isStopped() && run.health().equals("HEALTHY");
        };
    if (met) {
      return Verdict.READY;
    }
    boolean late =
        run.startedAt()
            .flatMap(at -> run.definition().startup().timeout().map(at::plus))
            .filter(now::isAfter)
            .isPresent();
    boolean unhealthy =
        dependency.condition() == ContainerDefinition.Condition.HEALTHY
            && run.health().equals("UNHEALTHY");
    return run.isStopped() || late || unhealthy ? Verdict.NEVER : Verdict.WAIT;
  }
}
