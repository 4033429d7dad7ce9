package dev.fnk.local.ecs.runtime;

import dev.fnk.local.ecs.definition.ContainerDefinition;
import dev.fnk.local.ecs.model.task.NetworkInterface;
import dev.fnk.local.ecs.model.task.Task;
import dev.fnk.local.ecs.model.task.TaskSpec;
import dev.fnk.local.engine.ContainerSpec;
import dev.fnk.local.engine.ContainerState;
import dev.fnk.local.engine.EngineContainers;
import dev.fnk.local.engine.EngineImages;
import dev.fnk.local.engine.LogSink;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;

/** Tasks on the container engine and the local account's EC2, ECR and CloudWatch Logs. */
record EngineTaskHost(TaskRuntime runtime) implements TaskHost {
  @Override
  public NetworkInterface attach(TaskSpec spec) {
    return runtime.taskNetwork().attach(spec);
  }

  @Override
  public void detach(String region, NetworkInterface held) {
    runtime.taskNetwork().detach(region, held);
  }

  @Override
  public Sandbox open(Task task, NetworkInterface attached) {
    return TaskSandbox.open(runtime, task, attached);
  }

  @Override
  public EngineImages.Image image(TaskSpec spec, ContainerDefinition container)
      throws InterruptedException {
    return runtime.images().get(spec, container);
  }

  @Override
  public CloudWatchLogsClient logs(String region) {
    return runtime.account().clients(region).logs();
  }

  @Override
  public Containers containers() {
    return new OfEngine(runtime.engine().containers());
  }

  private record OfEngine(EngineContainers engine) implements Containers {
    @Override
    public String create(ContainerSpec spec) {
      return engine.create(spec);
    }

    @Override
    public void start(String id) {
      engine.start(id);
    }

    @Override
    public CompletableFuture<Integer> exit(String id) {
      return engine.exit(id);
    }

    @Override
    public Optional<ContainerState> inspect(String id) {
      return engine.inspect(id);
    }

    @Override
    public void follow(String id, LogSink sink) {
      engine.follow(id, sink);
    }

    @Override
    public void signal(String id, String signal) {
      engine.signal(id, signal);
    }

    @Override
    public void remove(String id) {
      engine.remove(id);
    }
  }
}
