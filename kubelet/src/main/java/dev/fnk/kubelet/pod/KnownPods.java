package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.stats.RunningPod;
import dev.fnk.kubelet.task.TaskView;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Collection;
import java.util.Optional;

/**
 * The pods as the node knows them: with the status that it stands by, before the API server has
 * told of it. Cheap: nothing is called.
 */
public interface KnownPods {
  /** Those bound to the node and not gone. */
  Collection<Pod> pods();

  /** Those whose task runs. */
  Collection<Pod> runningPods();

  /** The same with their tasks. */
  Collection<RunningPod> tasks();

  /** The pod that has this name now. */
  Optional<KnownPod> find(String namespace, String name);

  /**
   * One of them.
   *
   * @param task ARN or id of its present task, which is its own: the task itself, or a status that
   *     a node has written, says so
   * @param previousTask that of the task before
   * @param view the present task as ECS told of it last
   */
  record KnownPod(
      Pod pod, Optional<String> task, Optional<String> previousTask, Optional<TaskView> view) {}
}
