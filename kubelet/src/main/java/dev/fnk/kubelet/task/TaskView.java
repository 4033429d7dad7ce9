package dev.fnk.kubelet.task;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A task as ECS tells of it.
 *
 * @param stopping whether ECS or someone has asked for its end
 * @param stopCode such as {@code EssentialContainerExited}
 * @param stoppedReason ECS's words
 * @param executionStoppedAt when its containers had ended; it is STOPPED later
 * @param ip private IPv4 address
 * @param gone whether ECS has forgotten it: it stopped more than an hour ago
 * @param roleArn its role, if that is another than its definition's
 */
public record TaskView(
    String arn,
    Optional<PodIdentity> identity,
    Optional<String> startedBy,
    Phase phase,
    boolean stopping,
    Optional<String> stopCode,
    Optional<String> stoppedReason,
    Optional<Instant> startedAt,
    Optional<Instant> executionStoppedAt,
    Optional<Instant> stoppedAt,
    Optional<String> ip,
    List<ContainerView> containers,
    boolean gone,
    Optional<String> roleArn) {
  /** Name of the agent's container. */
  public static final String AGENT = "fnk-agent";

  /** An agent that is well answers within seconds of its task's start. */
  private static final Duration HEARD_WITHIN = Duration.ofSeconds(30);

  private static final Set<String> TAKEN = Set.of("SpotInterruption", "TerminationNotice");

  public TaskView {
    containers = List.copyOf(containers);
  }

  /** ECS's lastStatus of a task, as far as it matters here. */
  public enum Phase {
    STARTING,
    RUNNING,
    ENDING,
    STOPPED
  }

  /** What is left of a task that ECS has forgotten. */
  public static TaskView gone(String arn) {
    return new TaskView(
        arn,
        Optional.empty(),
        Optional.empty(),
        Phase.STOPPED,
        true,
        Optional.empty(),
        Optional.of("ECS no longer knows the task: it stopped more than an hour ago"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        true,
        Optional.empty());
  }

  /** The last part of the ARN; names the log streams. */
  public String id() {
    return idOf(arn);
  }

  /**
   * @param task an ARN or an id
   */
  public static String idOf(String task) {
    return task.substring(task.lastIndexOf('/') + 1);
  }

  /**
   * All containers have ended and their exit codes are known. STOPPED may come half a minute later:
   * Fargate takes the network interface down in between.
   */
  public boolean finished() {
    return phase == Phase.STOPPED
        || (phase == Phase.ENDING
            && !containers.isEmpty()
            && containers.stream()
                .allMatch(
                    c -> c.state() == ContainerView.State.STOPPED && c.exitCode().isPresent()));
  }

  /** Whether its containers ever ran. */
  public boolean started() {
    return gone || startedAt.isPresent();
  }

  /**
   * Whether AWS has taken the capacity away under it: Spot, or a host that is retired.
   *
   * @see <a href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html">Task</a>
   */
  public boolean capacityTaken() {
    return stopCode.filter(TAKEN::contains).isPresent();
  }

  /** Whether it was stopped from outside rather than ended with one of its containers. */
  public boolean stoppedFromOutside() {
    return capacityTaken() || stopCode.filter("UserInitiated"::equals).isPresent();
  }

  /** When its agent is to have been heard of; empty: it does not run. */
  public Optional<Instant> heardBy() {
    return phase == Phase.RUNNING ? startedAt.map(at -> at.plus(HEARD_WITHIN)) : Optional.empty();
  }

  /** Why it stopped, in ECS's words. */
  public String words() {
    return stoppedReason.or(() -> stopCode).orElse("the task stopped");
  }

  public Optional<ContainerView> container(String name) {
    return containers.stream().filter(c -> c.name().equals(name)).findFirst();
  }

  public Optional<Instant> finishedAt() {
    return executionStoppedAt.or(() -> stoppedAt);
  }
}
