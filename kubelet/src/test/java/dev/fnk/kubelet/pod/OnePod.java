package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.AgentException;
import dev.fnk.kubelet.agent.AgentStreams;
import dev.fnk.kubelet.agent.Agents;
import dev.fnk.kubelet.stats.RunningPod;
import dev.fnk.kubelet.task.TaskView;
import dev.fnk.kubelet.task.TaskViewBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A node with one pod, of any namespace, and the agent of its task t1. */
record OnePod(Pod pod, Optional<TaskView> view) implements KnownPods {
  static final AgentStreams STREAMS = (path, handler, failed) -> {};

  static final TaskView VIEW =
      TaskViewBuilder.of("arn:aws:ecs:eu-west-1:123456789012:task/lab/t1")
          .phase(TaskView.Phase.RUNNING)
          .build();

  @Override
  public Collection<Pod> pods() {
    return List.of(pod);
  }

  @Override
  public Collection<Pod> runningPods() {
    return List.of(pod);
  }

  @Override
  public Collection<RunningPod> tasks() {
    return List.of();
  }

  @Override
  public Optional<KnownPod> find(String namespace, String name) {
    return name.equals(pod.getMetadata().getName())
        ? Optional.of(new KnownPod(pod, Optional.empty(), Optional.empty(), view))
        : Optional.empty();
  }

  /** Those of task t1 only. */
  static Agents agents() {
    return (Agents)
        Proxy.newProxyInstance(
            Agents.class.getClassLoader(),
            new Class<?>[] {Agents.class},
            (self, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("streams");
              assertThat(arguments).containsExactly("t1");
              return STREAMS;
            });
  }

  /** Those that no call reaches. */
  static Agents silentAgents() {
    return (Agents)
        Proxy.newProxyInstance(
            Agents.class.getClassLoader(),
            new Class<?>[] {Agents.class},
            (self, method, arguments) -> {
              throw new AgentException(AgentException.Kind.UNREACHABLE, "no connection within 5 s");
            });
  }
}
