package dev.fnk.kubelet.task;

import io.fabric8.kubernetes.api.model.Pod;

/** A pod as an ECS task on Fargate. Pure: equal pods give equal templates, whatever their names. */
@FunctionalInterface
public interface TaskMapping {
  /**
   * @param attempt the pod's how-manieth task, from 0
   */
  PlanResult plan(Pod pod, int attempt, Inputs inputs);
}
