package dev.fnk.local.ecs.runtime;

import dev.fnk.local.ecs.model.task.ContainerRun;
import dev.fnk.local.ecs.model.task.Task;
import dev.fnk.local.engine.EngineException;
import dev.fnk.local.engine.EngineStatistics;
import dev.fnk.local.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a task's containers use, as its metadata endpoint tells it: the engine's documents with the
 * names that ECS gives, and with the network of the task, which is that of the container that holds
 * its namespace.
 *
 * @param holder engine's id of that container
 * @param name of a container at the engine
 */
record TaskStatistics(EngineStatistics engine, String holder, Function<ContainerRun, String> name) {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  ObjectNode read(Task.Snapshot task) {
    Map<ContainerRun, Future<Optional<JsonNode>>> asked = new LinkedHashMap<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Optional<JsonNode>> network = threads.submit(reading(holder));
      for (ContainerRun run : task.containers()) {
        if (run.startedAt().isPresent() && !run.isStopped()) {
          asked.put(run, threads.submit(reading(name.apply(run))));
        }
      }
      JsonNode networks = got(network).map(n -> n.path("networks")).orElse(MAPPER.nullNode());
      ObjectNode all = Json.object();
      for (ContainerRun run : task.containers()) {
        Optional<JsonNode> own = Optional.ofNullable(asked.get(run)).flatMap(TaskStatistics::got);
        own.ifPresentOrElse(
            of -> all.set(run.runtimeId(), named((ObjectNode) of, run, networks)),
            () -> all.putNull(run.runtimeId()));
      }
      return all;
    }
  }

  static ObjectNode named(ObjectNode document, ContainerRun run, JsonNode networks) {
    document.put("name", run.definition().name());
    document.put("id", run.runtimeId());
    if (networks.isObject()) {
      document.set("networks", networks.deepCopy());
    }
    return document;
  }

  private Callable<Optional<JsonNode>> reading(String container) {
    return () -> engine.read(container).map(MAPPER::valueToTree);
  }

  private static Optional<JsonNode> got(Future<Optional<JsonNode>> asked) {
    try {
      return asked.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof EngineException failure
          ? failure
          : new EngineException("what a container uses cannot be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("interrupted", e);
    }
  }
}
