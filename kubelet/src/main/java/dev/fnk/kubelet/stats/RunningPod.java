package dev.fnk.kubelet.stats;

import io.fabric8.kubernetes.api.model.Pod;

/**
 * A pod whose task runs.
 *
 * @param pod with its status
 * @param task id
 */
public record RunningPod(Pod pod, String task) {}
