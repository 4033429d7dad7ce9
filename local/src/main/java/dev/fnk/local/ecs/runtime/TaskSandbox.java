package dev.fnk.local.ecs.runtime;

import dev.fnk.local.ecs.definition.ContainerDefinition;
import dev.fnk.local.ecs.model.task.ContainerRun;
import dev.fnk.local.ecs.model.task.NetworkInterface;
import dev.fnk.local.ecs.model.task.Task;
import dev.fnk.local.ecs.model.task.TaskSpec;
import dev.fnk.local.engine.ContainerSpec;
import dev.fnk.local.engine.ContainerState;
import dev.fnk.local.engine.EngineImages;
import dev.fnk.local.engine.PauseImage;
import dev.fnk.local.metadata.TaskEndpoint;
import dev.fnk.local.network.CredentialsBridge;
import dev.fnk.local.network.VpcNetwork;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the containers of a task share: a network namespace with the address of the task's interface
 * and a way to 169.254.170.2, its volumes, and its place at the metadata server.
 */
final class TaskSandbox implements TaskHost.Sandbox, TaskEndpoint {
  private static final String TASK_LABEL = "fnk.dev/task";

  private final TaskRuntime runtime;
  private final Task task;
  private final Optional<TaskRole> role;
  private final URI awsEndpoint;
  private final String holder;
  private final InetAddress linkLocal;
  private final Map<String, String> volumes = new HashMap<>();

  private TaskSandbox(
      TaskRuntime runtime, Task task, URI awsEndpoint, String holder, InetAddress linkLocal) {
    this.runtime = runtime;
    this.task = task;
    this.awsEndpoint = awsEndpoint;
    this.holder = holder;
    this.linkLocal = linkLocal;
    this.role =
        task.spec().roles().task().map(arn -> new TaskRole(UUID.randomUUID().toString(), arn));
  }

  /** Makes it; what was made is removed again when a part fails. */
  static TaskSandbox open(TaskRuntime runtime, Task task, NetworkInterface attached) {
    TaskSpec spec = task.spec();
    runtime.metadata().ensureStarted();
    VpcNetwork network = runtime.networks().ensure(spec.region(), spec.placement().vpcId());
    URI endpoint = runtime.networks().endpoint(spec.region(), spec.placement().vpcId());
    String hostname = attached.privateDnsName();
    String holder =
        runtime
            .engine()
            .containers()
            .startWithAddresses(
                new ContainerSpec(
                    "fnk-" + spec.id(),
                    PauseImage.ensure(runtime.engine()),
                    PauseImage.ENTRY_POINT,
                    List.of(),
                    Map.of(),
                    Optional.empty(),
                    Optional.empty(),
                    new ContainerSpec.Placement.Address(
                        network.engineNetwork(), attached.privateIp(), hostname),
                    List.of(),
                    ContainerSpec.Limits.none(),
                    Optional.empty(),
                    false,
                    true,
                    ContainerSpec.Capabilities.unchanged(),
                    Map.of(),
                    Map.of(TASK_LABEL, spec.arn())),
                CredentialsBridge.NETWORK);
    try {
      InetAddress linkLocal =
          runtime
              .engine()
              .containers()
              .inspect(holder)
              .map(ContainerState::addresses)
              .map(addresses -> addresses.get(CredentialsBridge.NETWORK))
              .map(InetAddress::ofLiteral)
              .orElseThrow(
                  () -> new TaskFailure("ResourceInitializationError: no link-local address"));
      TaskSandbox sandbox = new TaskSandbox(runtime, task, endpoint, holder, linkLocal);
      sandbox.makeVolumes();
      runtime.metadata().register(sandbox);
      return sandbox;
    } catch (RuntimeException e) {
      runtime.engine().containers().removeWithAddresses(holder);
      throw e;
    }
  }

  private void makeVolumes() {
    for (String name : task.spec().definition().volumes()) {
      String volume = "fnk-" + task.spec().id() + "-" + name;
      runtime.engine().containers().createVolume(volume);
      volumes.put(name, volume);
    }
  }

  @Override
  public void close() {
    runtime.metadata().forget(taskId());
    runtime.engine().containers().removeWithAddresses(holder);
    volumes.values().forEach(runtime.engine().containers()::removeVolume);
  }

  @Override
  public ContainerSpec spec(ContainerRun run, EngineImages.Image image) {
    ContainerDefinition definition = run.definition();
    TaskSpec spec = task.spec();
    List<ContainerSpec.Mount> mounts = new ArrayList<>();
    for (ContainerDefinition.MountPoint mount : definition.mountPoints()) {
      String volume = volumes.get(mount.volume());
      if (volume == null) {
        throw new TaskFailure("ResourceInitializationError: unknown volume " + mount.volume());
      }
      mounts.add(new ContainerSpec.Mount(volume, mount.path(), mount.readOnly()));
    }
    int memory =
        definition
            .resources()
            .memory()
            .map(mib -> Math.min(mib, spec.size().memory()))
            .orElse(spec.size().memory());
    int cpu =
        definition.resources().cpu() > 0
            ? definition.resources().cpu()
            : spec.size().cpu() / spec.containers().size();
    return new ContainerSpec(
        containerName(run),
        image.id(),
        definition.invocation().entryPoint(),
        definition.invocation().command(),
        environment(run),
        definition.invocation().workingDirectory(),
        definition.invocation().user(),
        new ContainerSpec.Placement.Shared(holder),
        mounts,
        new ContainerSpec.Limits(
            Math.max(2, cpu),
            memory * 1024L * 1024,
            definition.resources().sharedMemoryMib() * 1024L * 1024,
            definition.resources().ulimits()),
        definition.healthCheck().filter(check -> !check.test().getFirst().equals("NONE")),
        definition.isolation().init(),
        definition.isolation().readOnlyRoot(),
        definition.isolation().capabilities(),
        definition.isolation().sysctls(),
        Map.of(TASK_LABEL, spec.arn()));
  }

  /** What Fargate sets, under what the definition sets; the endpoints of the agent win. */
  private Map<String, String> environment(ContainerRun run) {
    Map<String, String> environment = new HashMap<>();
    environment.put("AWS_REGION", task.spec().region());
    environment.put("AWS_DEFAULT_REGION", task.spec().region());
    environment.put("AWS_EXECUTION_ENV", "AWS_ECS_FARGATE");
    environment.put("AWS_ENDPOINT_URL", awsEndpoint.toString());
    environment.putAll(run.definition().invocation().environment());
    environment.put(
        "ECS_CONTAINER_METADATA_URI_V4",
        "http://" + CredentialsBridge.ADDRESS + "/v4/" + run.runtimeId());
    role.ifPresent(
        given ->
            environment.put(
                "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
                "/v2/credentials/" + given.credentialsId()));
    return environment;
  }

  @Override
  public String taskId() {
    return task.spec().id();
  }

  @Override
  public Optional<TaskRole> role() {
    return role;
  }

  @Override
  public boolean owns(InetAddress remote) {
    return linkLocal.equals(remote);
  }

  @Override
  public ObjectNode describeTask() {
    return MetadataDocuments.task(task.snapshot());
  }

  @Override
  public Optional<ObjectNode> describeContainer(String containerId) {
    return MetadataDocuments.container(task.snapshot(), containerId);
  }

  @Override
  public ObjectNode statistics() {
    return new TaskStatistics(runtime.engine().statistics(), holder, this::containerName)
        .read(task.snapshot());
  }

  private String containerName(ContainerRun run) {
    return "fnk-" + task.spec().id() + "-" + run.definition().name();
  }
}
