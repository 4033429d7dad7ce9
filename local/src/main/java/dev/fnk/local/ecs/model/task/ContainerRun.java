package dev.fnk.local.ecs.model.task;

import dev.fnk.local.ecs.definition.ContainerDefinition;
import java.time.Instant;
import java.util.Optional;

/**
 * A container of a task as it stands.
 *
 * @param arn its ARN
 * @param runtimeId its id at the metadata endpoint, too
 * @param status PENDING, RUNNING or STOPPED
 * @param health UNKNOWN, HEALTHY or UNHEALTHY
 */
public record ContainerRun(
    ContainerDefinition definition,
    String arn,
    String runtimeId,
    TaskStatus status,
    Optional<Integer> exitCode,
    Optional<String> reason,
    Optional<String> imageDigest,
    Optional<String> imageId,
    String health,
    Optional<Instant> startedAt,
    Optional<Instant> stoppedAt) {
  public static ContainerRun pending(ContainerDefinition definition, String arn, String runtimeId) {
    return new ContainerRun(
        definition,
        arn,
        runtimeId,
        TaskStatus.PENDING,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "UNKNOWN",
        Optional.empty(),
        Optional.empty());
  }

  public boolean isStopped() {
    return status == TaskStatus.STOPPED;
  }

  public ContainerRun pulled(String id, Optional<String> digest) {
    return new ContainerRun(
        definition,
        arn,
        runtimeId,
        status,
        exitCode,
        reason,
        digest,
        Optional.of(id),
        health,
        startedAt,
        stoppedAt);
  }

  public ContainerRun started(Instant at) {
    return new ContainerRun(
        definition,
        arn,
        runtimeId,
        TaskStatus.RUNNING,
        exitCode,
        reason,
        imageDigest,
        imageId,
        health,
        Optional.of(at),
        stoppedAt);
  }

  public ContainerRun withHealth(String verdict) {
    return new ContainerRun(
        definition,
        arn,
        runtimeId,
        status,
        exitCode,
        reason,
        imageDigest,
        imageId,
        verdict,
        startedAt,
        stoppedAt);
  }

  public ContainerRun stopped(Optional<Integer> code, Optional<String> why, Instant at) {
    return new ContainerRun(
        definition,
        arn,
        runtimeId,
        TaskStatus.STOPPED,
        code,
        why,
        imageDigest,
        imageId,
        health,
        startedAt,
        Optional.of(at));
  }
}
