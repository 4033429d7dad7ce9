package dev.fnk.kubelet.agent.contract;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Optional;

/**
 * The state of one container.
 *
 * @param reason why it waits, as Kubernetes has it ({@code PodInitializing}, {@code
 *     ContainerCreating}, {@code CrashLoopBackOff}); empty otherwise
 * @param message in words, with the reason
 * @param started whether it runs and its startup probe, if there is one, has succeeded
 * @param ready whether its readiness probe has, too
 * @param restarts how often it was started again in this task
 * @param startedAt of the present or last run
 * @param run how the present run ended, when terminated
 * @param last the run before the present one; while it waits for another start, the latest
 */
public record ContainerReport(
    String name,
    State state,
    Optional<String> reason,
    Optional<String> message,
    boolean started,
    boolean ready,
    int restarts,
    Optional<Instant> startedAt,
    Optional<Run> run,
    Optional<Run> last) {
  /** States, as Kubernetes names them. */
  public enum State {
    @JsonProperty("waiting")
    WAITING,
    @JsonProperty("running")
    RUNNING,
    @JsonProperty("terminated")
    TERMINATED
  }

  /**
   * A run that has ended.
   *
   * @param startedAt empty: it could not be started
   * @param code 128 + signal when a signal ended it; 128 when it could not be started
   * @param signal 0: it exited by itself
   * @param reason {@code Completed}, {@code Error}, {@code OOMKilled}, {@code StartError}, or
   *     {@code CreateContainerConfigError}
   * @param message the termination message, at most 4,096 bytes, or why it could not be started
   */
  public record Run(
      Optional<Instant> startedAt,
      Instant finishedAt,
      int code,
      int signal,
      String reason,
      Optional<String> message) {}
}
