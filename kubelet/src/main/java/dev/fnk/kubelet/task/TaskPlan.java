package dev.fnk.kubelet.task;

import dev.fnk.kubelet.contract.Sizing;
import dev.fnk.kubelet.podspec.Notice;
import java.util.List;

/**
 * A pod as a task.
 *
 * @param sizing why the task has its size
 * @param template what equal pods share: the content of a task definition
 * @param launch what belongs to this pod and attempt alone
 * @param notices what of the pod's spec is left out, to be told as events
 */
public record TaskPlan(
    Sizing sizing, TaskTemplate template, TaskLaunch launch, List<Notice> notices)
    implements PlanResult {
  public TaskPlan {
    notices = List.copyOf(notices);
  }
}
