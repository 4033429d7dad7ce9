package dev.fnk.local.ecs.definition;

import dev.fnk.local.ecs.protocol.EcsError;
import dev.fnk.local.ecs.protocol.Fields;
import dev.fnk.local.engine.ContainerSpec;
import dev.fnk.local.json.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A container of a task as it shall run: of a task definition, with a task's overrides laid over
 * it.
 *
 * @param repositoryCredentials name or ARN of the secret whose user its registry is shown; empty:
 *     none, the registry is ECR's or open
 * @param stopTimeout from SIGTERM to SIGKILL
 */
public record ContainerDefinition(
    String name,
    String image,
    Optional<String> repositoryCredentials,
    boolean essential,
    Invocation invocation,
    Resources resources,
    Startup startup,
    Duration stopTimeout,
    Optional<ContainerSpec.HealthProbe> healthCheck,
    Optional<AwsLogs> logs,
    List<MountPoint> mountPoints,
    Isolation isolation) {
  private static final Duration DEFAULT_STOP_TIMEOUT = Duration.ofSeconds(30);

  public ContainerDefinition {
    mountPoints = List.copyOf(mountPoints);
  }

  /** What is run; what is empty is the image's. */
  public record Invocation(
      List<String> entryPoint,
      List<String> command,
      Map<String, String> environment,
      Optional<String> workingDirectory,
      Optional<String> user) {
    public Invocation {
      entryPoint = List.copyOf(entryPoint);
      command = List.copyOf(command);
    }
  }

  /**
   * What it may use.
   *
   * @param cpu CPU units; 0: what is left of the task's
   * @param memory hard limit in MiB; empty: the task's
   * @param memoryReservation soft limit in MiB
   * @param sharedMemoryMib size of /dev/shm; 0: the engine's default
   */
  public record Resources(
      int cpu,
      Optional<Integer> memory,
      Optional<Integer> memoryReservation,
      int sharedMemoryMib,
      Map<String, ContainerSpec.Ulimit> ulimits) {}

  /**
   * When it starts.
   *
   * @param timeout how long others wait for it to reach what they depend on
   */
  public record Startup(List<Dependency> dependsOn, Optional<Duration> timeout) {
    public Startup {
      dependsOn = List.copyOf(dependsOn);
    }
  }

  /** What it can do to its surroundings. */
  public record Isolation(
      boolean readOnlyRoot,
      boolean init,
      ContainerSpec.Capabilities capabilities,
      Map<String, String> sysctls) {}

  /** What another container has to have reached. */
  public enum Condition {
    START,
    COMPLETE,
    SUCCESS,
    HEALTHY
  }

  public record Dependency(String container, Condition condition) {}

  public record MountPoint(String volume, String path, boolean readOnly) {}

  /** Reads an element of {@code containerDefinitions} that was validated. */
  public static ContainerDefinition of(Fields fields) {
    String name = fields.required("name");
    Fields linux = fields.object("linuxParameters").orElse(new Fields(Json.object()));
    Fields capabilities = linux.object("capabilities").orElse(new Fields(Json.object()));
    Map<String, ContainerSpec.Ulimit> ulimits = new LinkedHashMap<>();
    for (Fields limit : fields.objects("ulimits")) {
      ulimits.put(
          limit.required("name"),
          new ContainerSpec.Ulimit(
              limit.integer("softLimit").orElse(0), limit.integer("hardLimit").orElse(0)));
    }
    return new ContainerDefinition(
        name,
        fields.required("image"),
        fields
            .object("repositoryCredentials")
            .map(credentials -> credentials.required("credentialsParameter")),
        fields.flag("essential").orElse(true),
        new Invocation(
            fields.texts("entryPoint"),
            fields.texts("command"),
            environment(fields),
            fields.text("workingDirectory").filter(text -> !text.isEmpty()),
            fields.text("user").filter(text -> !text.isEmpty())),
        new Resources(
            fields.integer("cpu").orElse(0),
            fields.integer("memory"),
            fields.integer("memoryReservation"),
            linux.integer("sharedMemorySize").orElse(0),
            ulimits),
        new Startup(
            fields.objects("dependsOn").stream().map(ContainerDefinition::dependency).toList(),
            fields.integer("startTimeout").map(Duration::ofSeconds)),
        fields.integer("stopTimeout").map(Duration::ofSeconds).orElse(DEFAULT_STOP_TIMEOUT),
        fields.object("healthCheck").map(ContainerDefinition::probe),
        fields
            .object("logConfiguration")
            .filter(logs -> logs.text("logDriver").orElse("").equals("awslogs"))
            .map(logs -> AwsLogs.of(name, logs.map("options"))),
        fields.objects("mountPoints").stream()
            .map(
                mount ->
                    new MountPoint(
                        mount.required("sourceVolume"),
                        mount.required("containerPath"),
                        mount.flag("readOnly").orElse(false)))
            .toList(),
        new Isolation(
            fields.flag("readonlyRootFilesystem").orElse(false),
            linux.flag("initProcessEnabled").orElse(false),
            new ContainerSpec.Capabilities(capabilities.texts("add"), capabilities.texts("drop")),
            sysctls(fields)));
  }

  private static Map<String, String> sysctls(Fields fields) {
    Map<String, String> sysctls = new LinkedHashMap<>();
    for (Fields control : fields.objects("systemControls")) {
      sysctls.put(control.required("namespace"), control.text("value").orElse(""));
    }
    return sysctls;
  }

  private static Map<String, String> environment(Fields fields) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (Fields pair : fields.objects("environment")) {
      environment.put(pair.required("name"), pair.text("value").orElse(""));
    }
    return environment;
  }

  private static Dependency dependency(Fields fields) {
    String condition = fields.required("condition");
    try {
      return new Dependency(fields.required("containerName"), Condition.valueOf(condition));
    } catch (IllegalArgumentException e) {
      throw EcsError.client("Invalid container dependency condition: " + condition);
    }
  }

  /** Defaults of the service: interval 30 s, time-out 5 s, 3 retries, no start period. */
  private static ContainerSpec.HealthProbe probe(Fields fields) {
    return new ContainerSpec.HealthProbe(
        fields.texts("command"),
        Duration.ofSeconds(fields.integer("interval").orElse(30)),
        Duration.ofSeconds(fields.integer("timeout").orElse(5)),
        fields.integer("retries").orElse(3),
        Duration.ofSeconds(fields.integer("startPeriod").orElse(0)));
  }

  /** This container with a task's override laid over it; environment is merged by name. */
  ContainerDefinition with(ContainerOverride override) {
    Map<String, String> merged = new LinkedHashMap<>(invocation.environment());
    merged.putAll(override.environment());
    return new ContainerDefinition(
        name,
        image,
        repositoryCredentials,
        essential,
        new Invocation(
            invocation.entryPoint(),
            override.command().orElse(invocation.command()),
            merged,
            invocation.workingDirectory(),
            invocation.user()),
        new Resources(
            override.cpu().orElse(resources.cpu()),
            override.memory().or(resources::memory),
            override.memoryReservation().or(resources::memoryReservation),
            resources.sharedMemoryMib(),
            resources.ulimits()),
        startup,
        stopTimeout,
        healthCheck,
        logs,
        mountPoints,
        isolation);
  }
}
