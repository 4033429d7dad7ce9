package dev.fnk.local.ecs.runtime;

import dev.fnk.local.ecs.definition.ContainerDefinition;
import dev.fnk.local.ecs.model.task.ContainerRun;
import dev.fnk.local.ecs.model.task.NetworkInterface;
import dev.fnk.local.ecs.model.task.Task;
import dev.fnk.local.ecs.model.task.TaskSpec;
import dev.fnk.local.engine.ContainerSpec;
import dev.fnk.local.engine.ContainerState;
import dev.fnk.local.engine.EngineImages;
import dev.fnk.local.engine.LogSink;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;

/**
 * All that a task's supervisor asks of what tasks run on. What the engine refuses is an {@link
 * dev.fnk.local.engine.EngineException}.
 */
interface TaskHost {
  /**
   * Makes the task's network interface.
   *
   * @throws TaskFailure in the words of ECS
   */
  NetworkInterface attach(TaskSpec spec);

  void detach(String region, NetworkInterface held);

  /** Makes what the task's containers share; nothing stays when a part fails. */
  Sandbox open(Task task, NetworkInterface attached);

  /**
   * A container's image, pulled when need be.
   *
   * @throws TaskFailure CannotPullContainerError with the registry's reason, or
   *     ResourceInitializationError: the user for the registry cannot be had
   */
  EngineImages.Image image(TaskSpec spec, ContainerDefinition container)
      throws InterruptedException;

  CloudWatchLogsClient logs(String region);

  Containers containers();

  /** What the containers of one task share. */
  interface Sandbox {
    /** A container of the task as the engine shall make it. */
    ContainerSpec spec(ContainerRun run, EngineImages.Image image);

    /** Removes it; its containers have to be gone. */
    void close();
  }

  /** The engine's containers, by their ids there. */
  interface Containers {
    /** Makes one that does not run yet; gives its id. */
    String create(ContainerSpec spec);

    void start(String id);

    /** Completes with the exit code of one that was started; fails when the engine goes. */
    CompletableFuture<Integer> exit(String id);

    /** Empty when there is none. */
    Optional<ContainerState> inspect(String id);

    /** Passes on what it writes, from the first line on. */
    void follow(String id, LogSink sink);

    /** Sends a signal such as {@code SIGTERM}; nothing happens when it does not run. */
    void signal(String id, String signal);

    /** Removes it, running or not. */
    void remove(String id);
  }
}
