package dev.fnk.local.ecs.runtime;

import dev.fnk.local.ecs.definition.ContainerDefinition;
import dev.fnk.local.ecs.model.EcsRequests;
import dev.fnk.local.ecs.model.task.ContainerRun;
import dev.fnk.local.ecs.model.task.NetworkInterface;
import dev.fnk.local.ecs.model.task.Task;
import dev.fnk.local.ecs.model.task.TaskSpec;
import dev.fnk.local.engine.ContainerSpec;
import dev.fnk.local.engine.ContainerState;
import dev.fnk.local.engine.EngineImages;
import dev.fnk.local.engine.LogLine;
import dev.fnk.local.engine.LogSink;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;

/**
 * A machine in memory: it keeps what it is asked to do, fails where a test wants it to, and its
 * containers run until the test ends them. A container's id is its name.
 */
final class FakeTaskHost implements TaskHost, TaskHost.Sandbox, TaskHost.Containers {
  static final NetworkInterface ENI =
      new NetworkInterface(
          "eni-1",
          "subnet-1",
          "10.0.0.0/20",
          "eu-west-1a",
          "02:00:00:00:00:01",
          "10.0.0.9",
          "ip-10-0-0-9.eu-west-1.compute.internal");

  /** What was asked, such as {@code start a}. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  final FakeLogs logs = new FakeLogs();
  private final Map<String, RuntimeException> failures = new ConcurrentHashMap<>();
  private final Map<String, ContainerState> states = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<Integer>> exits = new ConcurrentHashMap<>();
  private final Map<String, Integer> waits = new ConcurrentHashMap<>();
  private final Map<String, LogSink> sinks = new ConcurrentHashMap<>();
  private final Set<String> deaf = new HashSet<>();

  /** From now on that question, such as {@code start a}, fails. */
  void fail(String question, RuntimeException failure) {
    failures.put(question, failure);
  }

  /** That container does not end when it is sent SIGTERM. */
  void ignoresTerm(String container) {
    deaf.add(container);
  }

  private void ask(String question) {
    asked.add(question);
    RuntimeException failure = failures.get(question);
    if (failure != null) {
      throw failure;
    }
  }

  void end(String container, int code) {
    end(container, code, false, "");
  }

  void end(String container, int code, boolean outOfMemory, String error) {
    states.put(
        container,
        state(
            container,
            false,
            Optional.of(code),
            outOfMemory,
            error,
            Optional.of(EcsRequests.START.plusSeconds(7))));
    LogSink sink = sinks.get(container);
    if (sink != null) {
      sink.end();
    }
    exits.get(container).complete(code);
  }

  /** The engine ends its wait, though the container runs on. */
  void breakWait(String container) {
    exits.get(container).completeExceptionally(new IllegalStateException("connection reset"));
  }

  /** The container is gone from the engine. */
  void lose(String container) {
    states.remove(container);
    exits.get(container).completeExceptionally(new IllegalStateException("no such container"));
  }

  /** How often that container's exit was waited for. */
  int waits(String container) {
    return waits.getOrDefault(container, 0);
  }

  void health(String container, String verdict) {
    states.computeIfPresent(
        container,
        (id, now) ->
            new ContainerState(
                id,
                now.running(),
                now.exitCode(),
                false,
                "",
                now.startedAt(),
                now.finishedAt(),
                Optional.of(verdict),
                Map.of()));
  }

  void write(String container, String text) throws InterruptedException {
    sinks.get(container).line(new LogLine(EcsRequests.START, text));
  }

  private static ContainerState state(
      String id,
      boolean running,
      Optional<Integer> code,
      boolean outOfMemory,
      String error,
      Optional<Instant> finishedAt) {
    return new ContainerState(
        id,
        running,
        code,
        outOfMemory,
        error,
        Optional.of(EcsRequests.START),
        finishedAt,
        Optional.empty(),
        Map.of());
  }

  @Override
  public NetworkInterface attach(TaskSpec spec) {
    ask("attach");
    return ENI;
  }

  @Override
  public void detach(String region, NetworkInterface held) {
    ask("detach " + held.id());
  }

  @Override
  public Sandbox open(Task task, NetworkInterface attached) {
    ask("open");
    return this;
  }

  @Override
  public EngineImages.Image image(TaskSpec spec, ContainerDefinition container) {
    ask("image " + container.image());
    return new EngineImages.Image(
        "sha256:1d", List.of("registry/" + container.image() + "@sha256:d1"), "SIGTERM");
  }

  @Override
  public CloudWatchLogsClient logs(String region) {
    return logs;
  }

  @Override
  public Containers containers() {
    return this;
  }

  @Override
  public ContainerSpec spec(ContainerRun run, EngineImages.Image image) {
    return new ContainerSpec(
        run.definition().name(),
        image.id(),
        List.of(),
        List.of(),
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        new ContainerSpec.Placement.Shared("holder"),
        List.of(),
        ContainerSpec.Limits.none(),
        Optional.empty(),
        false,
        false,
        ContainerSpec.Capabilities.unchanged(),
        Map.of(),
        Map.of());
  }

  @Override
  public void close() {
    ask("close");
  }

  @Override
  public String create(ContainerSpec spec) {
    ask("create " + spec.name());
    return spec.name();
  }

  @Override
  public void start(String id) {
    ask("start " + id);
    states.put(id, state(id, true, Optional.empty(), false, "", Optional.empty()));
  }

  @Override
  public CompletableFuture<Integer> exit(String id) {
    CompletableFuture<Integer> exit = new CompletableFuture<>();
    exits.put(id, exit);
    waits.merge(id, 1, Integer::sum);
    return exit;
  }

  @Override
  public Optional<ContainerState> inspect(String id) {
    return Optional.ofNullable(states.get(id));
  }

  @Override
  public void follow(String id, LogSink sink) {
    sinks.put(id, sink);
  }

  @Override
  public void signal(String id, String signal) {
    ask("signal " + id + " " + signal);
    if (signal.equals("SIGKILL")) {
      end(id, 137);
    } else if (!deaf.contains(id)) {
      end(id, 143);
    }
  }

  @Override
  public void remove(String id) {
    ask("remove " + id);
  }
}
