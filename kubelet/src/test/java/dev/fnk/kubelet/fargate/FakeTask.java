package dev.fnk.kubelet.fargate;

import dev.fnk.kubelet.schedule.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.Attachment;
import software.amazon.awssdk.services.ecs.model.Container;
import software.amazon.awssdk.services.ecs.model.ContainerOverride;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.Task;

/** A task of {@link FakeEcs}; its containers run and end together. */
public final class FakeTask {
  private static final int KILLED = 137;
  private static final int TERMINATED = 143;

  final String id;
  final String arn;
  final RunTaskRequest request;
  private final FakeEcs ecs;
  private final VirtualTime time;
  private final List<String> containers;
  private final @Nullable FakeAgent agent;
  private final Instant createdAt;
  private Duration listedAfter = Duration.ZERO;
  private Duration knownAfter = Duration.ZERO;
  private String lastStatus = "PROVISIONING";
  private boolean desiredStopped;
  private @Nullable Instant startedAt;
  private @Nullable Instant executionStoppedAt;
  private @Nullable Instant stoppedAt;
  private @Nullable Integer exitCode;
  private @Nullable String stopCode;
  private @Nullable String reason;
  private int generation;
  private @Nullable Task described;

  FakeTask(
      FakeEcs ecs, VirtualTime time, String id, RunTaskRequest request, List<String> containers) {
    this.containers = containers;
    this.agent = containers.contains("fnk-agent") ? new FakeAgent(time, this) : null;
    this.ecs = ecs;
    this.time = time;
    this.id = id;
    this.arn = FakeEcs.arn("task/eks-lab", id);
    this.request = request;
    this.createdAt = time.now();
  }

  public String id() {
    return id;
  }

  public String uid() {
    return environment().getOrDefault("FNK_POD_UID", "");
  }

  public int attempt() {
    return Integer.parseInt(environment().getOrDefault("FNK_POD_ATTEMPT", "-1"));
  }

  /** What it was made of, as the pod named it. */
  public String image() {
    String images = environment().getOrDefault("FNK_POD_IMAGES", "");
    return images.substring(images.indexOf('=') + 1);
  }

  public Instant createdAt() {
    return createdAt;
  }

  public String ip() {
    return "10.0."
        + Integer.parseInt(id.substring(28), 16) / 250
        + "."
        + Integer.parseInt(id.substring(28), 16) % 250;
  }

  /** Null: it has none. */
  public @Nullable FakeAgent agent() {
    return agent;
  }

  /**
   * Whether its container has ended so, in this run or a later one: what a node has not heard of
   * the agent, it learns from ECS, which counts no runs.
   */
  public boolean endedWith(int run, int code) {
    // What ends before it was told of anything has no run, only its supervisor's code.
    return agent == null || !agent.begun()
        ? Integer.valueOf(code).equals(exitCode)
        : agent.endedWith(run, code);
  }

  /** Whether the last run of its container has ended well. */
  public boolean succeeded() {
    Integer last = agent == null ? exitCode : agent.lastExitCode();
    return last != null && last == 0;
  }

  /** Whether its containers run. */
  public boolean running() {
    return startedAt != null && executionStoppedAt == null;
  }

  public boolean everRan() {
    return agent == null ? startedAt != null : agent.begun();
  }

  /** Whether it costs money: not yet stopped. */
  public boolean active() {
    return stoppedAt == null;
  }

  /** Whether containers run or may still begin to. */
  public boolean mayRun() {
    return executionStoppedAt == null && stoppedAt == null;
  }

  public @Nullable Integer exitCode() {
    return exitCode;
  }

  public @Nullable Instant executionStoppedAt() {
    return executionStoppedAt;
  }

  boolean desiredStopped() {
    return desiredStopped;
  }

  boolean forgotten(Duration after) {
    return stoppedAt != null && time.now().isAfter(stoppedAt.plus(after));
  }

  /** A token lives for a day, or for an hour longer than its task, whichever is less. */
  boolean forgottenForTokens() {
    return forgotten(Duration.ofHours(1)) || time.now().isAfter(createdAt.plus(Duration.ofDays(1)));
  }

  boolean unlistedYet() {
    return time.now().isBefore(createdAt.plus(listedAfter));
  }

  boolean unknownYet() {
    return time.now().isBefore(createdAt.plus(knownAfter));
  }

  Map<String, String> environment() {
    var environment = new HashMap<String, String>();
    for (ContainerOverride override : request.overrides().containerOverrides()) {
      override.environment().forEach(v -> environment.put(v.name(), v.value()));
    }
    return environment;
  }

  void begin(FakeEcs.End end, Random random) {
    listedAfter = Duration.ofMillis(random.nextInt(8000));
    knownAfter = Duration.ofMillis(random.nextInt(4000));
    int step = 500 + random.nextInt(4000);
    at(Duration.ofMillis(step), () -> lastStatus = "PENDING");
    if (end.failing() != FakeEcs.Failing.NOT) {
      at(
          Duration.ofMillis(3L * step),
          () ->
              fail(
                  end.failing() == FakeEcs.Failing.PULL
                      ? "CannotPullContainerError: manifest unknown"
                      : "CannotStartContainerError: no such file",
                  random));
      return;
    }
    at(
        Duration.ofMillis(3L * step),
        () -> {
          lastStatus = "RUNNING";
          startedAt = time.now();
        });
    if (agent != null) {
      agent.begin(end, random);
      return;
    }
    at(
        Duration.ofMillis(3L * step).plus(end.after()),
        () -> {
          desiredStopped = true;
          stopCode = "EssentialContainerExited";
          reason = "Essential container in task exited";
          ended(end.code(), random);
        });
  }

  /** Something of its life, unless it has taken another turn. */
  private void at(Duration delay, Runnable change) {
    int its = generation;
    time.at(
        delay,
        () -> {
          if (generation == its) {
            change.run();
            described = null;
            ecs.changed(this);
          }
        });
  }

  private void fail(String why, Random random) {
    generation++;
    desiredStopped = true;
    stopCode = "TaskFailedToStart";
    reason = why;
    lastStatus = "DEPROVISIONING";
    at(Duration.ofMillis(random.nextInt(10_000)), this::gone);
  }

  void containerStarted() {
    ecs.changed(this);
  }

  /** Its agent has nothing more to do. */
  void endedByAgent(int code, Random random) {
    if (executionStoppedAt != null) {
      return;
    }
    if (!desiredStopped) {
      desiredStopped = true;
      stopCode = "EssentialContainerExited";
      reason = "Essential container in task exited";
    }
    ended(code, random);
    described = null;
    ecs.changed(this);
  }

  private void ended(int code, Random random) {
    generation++;
    exitCode = code;
    executionStoppedAt = time.now();
    lastStatus = "DEPROVISIONING";
    at(Duration.ofMillis(random.nextInt(20_000)), this::gone);
  }

  private void gone() {
    lastStatus = "STOPPED";
    stoppedAt = time.now();
  }

  /** As StopTask does, or ECS itself. */
  public void stop(String code, Random random) {
    if (desiredStopped) {
      return;
    }
    generation++;
    described = null;
    desiredStopped = true;
    stopCode = code;
    reason = "Task stopped by user";
    if (startedAt == null) {
      lastStatus = "DEPROVISIONING";
      at(Duration.ofMillis(random.nextInt(5_000)), this::gone);
    } else {
      lastStatus = "STOPPING";
      if (agent != null) {
        agent.terminate(Duration.ofSeconds(30));
        ecs.changed(this);
        return;
      }
      int exit = random.nextInt(4) == 0 ? KILLED : TERMINATED;
      at(Duration.ofMillis(random.nextInt(30_000)), () -> ended(exit, random));
    }
  }

  /** The same until something has changed. */
  Task describe() {
    Task known = described;
    if (known == null) {
      known = description();
      described = known;
    }
    return known;
  }

  private Task description() {
    String container =
        switch (lastStatus) {
          case "RUNNING", "STOPPING" -> "RUNNING";
          case "DEPROVISIONING", "STOPPED" -> "STOPPED";
          default -> "PENDING";
        };
    return Task.builder()
        .taskArn(arn)
        .startedBy(request.startedBy())
        .lastStatus(lastStatus)
        .desiredStatus(desiredStopped ? "STOPPED" : "RUNNING")
        .stopCode(stopCode)
        .stoppedReason(reason)
        .startedAt(startedAt)
        .executionStoppedAt(executionStoppedAt)
        .stoppedAt(stoppedAt)
        .overrides(request.overrides())
        .attachments(
            Attachment.builder()
                .type("ElasticNetworkInterface")
                .details(
                    lastStatus.equals("PROVISIONING")
                        ? java.util.List.of()
                        : java.util.List.of(
                            KeyValuePair.builder().name("privateIPv4Address").value(ip()).build()))
                .build())
        .containers(
            containers.stream()
                .map(
                    name ->
                        Container.builder()
                            .name(name)
                            .lastStatus(container)
                            .exitCode(exitCode)
                            .image("image")
                            .build())
                .toList())
        .build();
  }
}
