package dev.fnk.kubelet.task;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * One container of a task definition.
 *
 * @param repositoryCredentials secret in Secrets Manager with the user for the image's registry;
 *     empty: the registry is ECR's, or open
 * @param essential whether the task ends with it
 * @param dependsOn what other containers must have come to before it starts, by name
 * @param entryPoint empty: the image's
 * @param command empty: the image's, unless {@code entryPoint} is given
 * @param user {@code uid} or {@code uid:gid}; empty: the image's
 * @param cpu CPU units (1024 a vCPU), a relative weight on Fargate
 * @param memory hard limit, MiB
 * @param memoryReservation soft limit, MiB
 * @param systemControls kernel parameters by name
 * @param stopTimeout seconds from SIGTERM to SIGKILL, at most 120
 */
public record ContainerTemplate(
    String name,
    String image,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> repositoryCredentials,
    boolean essential,
    Map<String, Condition> dependsOn,
    List<String> entryPoint,
    List<String> command,
    Map<String, String> environment,
    Optional<String> user,
    boolean readOnlyRootFilesystem,
    OptionalInt cpu,
    OptionalInt memory,
    OptionalInt memoryReservation,
    int stopTimeout,
    List<Port> ports,
    List<String> addedCapabilities,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> systemControls,
    List<Mount> mounts,
    LogTarget log) {
  public ContainerTemplate {
    dependsOn = Collections.unmodifiableMap(new TreeMap<>(dependsOn));
    entryPoint = List.copyOf(entryPoint);
    command = List.copyOf(command);
    environment = Collections.unmodifiableMap(new TreeMap<>(environment));
    ports = List.copyOf(ports);
    addedCapabilities = List.copyOf(addedCapabilities);
    systemControls = Collections.unmodifiableMap(new TreeMap<>(systemControls));
    mounts = List.copyOf(mounts);
  }

  /** ECS's conditions of a dependency, as far as they are used. */
  public enum Condition {
    START
  }

  /**
   * @param protocol {@code tcp} or {@code udp}
   */
  public record Port(int number, String protocol) {}

  /**
   * @param volume name of a volume of the task
   */
  public record Mount(String volume, String path, boolean readOnly) {}

  /** Where the container's output goes: streams are named {@code prefix/container/task-id}. */
  public record LogTarget(String group, String region, String prefix) {}
}
