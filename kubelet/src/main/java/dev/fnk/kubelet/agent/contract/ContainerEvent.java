package dev.fnk.kubelet.agent.contract;

import java.time.Instant;

/**
 * What a kubelet tells of a container as an event of its pod.
 *
 * @param sequence grows by one with each event of a task, from 1
 * @param reason as the kubelet has it, {@code FailedPreStopHook}
 */
public record ContainerEvent(
    long sequence, Instant at, String container, boolean warning, String reason, String message) {}
