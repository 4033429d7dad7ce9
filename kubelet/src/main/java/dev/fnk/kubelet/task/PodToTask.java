package dev.fnk.kubelet.task;

import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.contract.FargateSize;
import dev.fnk.kubelet.contract.PodVariables;
import dev.fnk.kubelet.contract.TagKeys;
import dev.fnk.kubelet.node.NodeFacts;
import dev.fnk.kubelet.podspec.Hostname;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A pod as an ECS task on Fargate. Pure: equal pods give equal templates, whatever their names.
 *
 * <p>ECS takes environment and command as overrides, entry points not: a command that names the pod
 * is split where it first does so, its head becoming the entry point, its tail the command.
 */
public final class PodToTask implements TaskMapping {
  /** Prefix of the log streams: {@code pods/CONTAINER/TASK-ID}. */
  public static final String STREAM_PREFIX = "pods";

  /** The node's own: what the node says of itself in its labels holds for its pods. */
  private static final String ARCHITECTURE =
      NodeFacts.architecture(System.getProperty("os.arch", "")).equals("arm64")
          ? "ARM64"
          : "X86_64";

  /** RunTask takes no more characters of overrides. */
  private static final int MOST_OVERRIDES = 8192;

  private final NodeConfig config;

  public PodToTask(NodeConfig config) {
    this.config = config;
  }

  @Override
  public PlanResult plan(Pod pod, int attempt, Inputs inputs) {
    try {
      return supported(pod, attempt, inputs);
    } catch (UnsupportedSpec e) {
      return Unsupported.of(e.reasons());
    }
  }

  private TaskPlan supported(Pod pod, int attempt, Inputs inputs) throws UnsupportedSpec {
    PodSpec spec = pod.getSpec();
    var notices = new ArrayList<>(SpecCheck.of(spec));
    Volumes volumes = Volumes.of(spec);
    notices.addAll(volumes.notices());
    FargateSize size = Resources.size(pod);
    OptionalInt storage = Resources.ephemeralStorage(pod);
    var identity = PodIdentity.of(pod, attempt);
    var downward = new DownwardApi(pod, inputs.hostIp());
    var containers = new ArrayList<ContainerTemplate>();
    var overrides = new LinkedHashMap<String, ContainerOverride>();
    var ports = new HashSet<ContainerTemplate.Port>();
    // ECS takes them in any order; the others first, as the first of them carries the identity.
    var all = new ArrayList<>(spec.getContainers());
    all.addAll(spec.getInitContainers());
    for (Container container : all) {
      Map<String, Value> environment = downward.environment(container, size);
      checkNames(container, environment);
      var split = CommandSplit.of(container, environment);
      var shared = new LinkedHashMap<String, String>();
      var own = new LinkedHashMap<String, String>();
      own.put("HOSTNAME", Hostname.label(pod));
      environment.forEach(
          (name, value) -> {
            own.remove(name);
            (value.ofPod() ? own : shared).put(name, value.text());
          });
      if (containers.isEmpty()) {
        // Last: nothing that the pod says can take its place.
        own.putAll(identity.environment());
      }
      containers.add(template(spec, container, split, shared, volumes, ports));
      overrides.put(container.getName(), new ContainerOverride(own, split.ownCommand()));
    }
    checkSize(overrides);
    var template =
        new TaskTemplate(
            size,
            storage,
            config.executionRoleArn(),
            Optional.of(config.podRoleArn()),
            containers,
            volumes.names(),
            ARCHITECTURE);
    return new TaskPlan(template, new TaskLaunch(identity, overrides, tags(identity)), notices);
  }

  /** Whose task it is, is for the node alone to say: a pod could name another's uid. */
  private static void checkNames(Container container, Map<String, Value> environment)
      throws UnsupportedSpec {
    var reserved =
        environment.keySet().stream()
            .filter(name -> name.startsWith(PodVariables.RESERVED))
            .map(
                name ->
                    "container "
                        + container.getName()
                        + ": variable "
                        + name
                        + ": names that begin with "
                        + PodVariables.RESERVED
                        + " are the node's")
            .toList();
    if (!reserved.isEmpty()) {
      throw new UnsupportedSpec(reserved);
    }
  }

  private static void checkSize(Map<String, ContainerOverride> overrides) throws UnsupportedSpec {
    int characters = 64;
    for (var entry : overrides.entrySet()) {
      characters += entry.getValue().characters(entry.getKey());
    }
    if (characters > MOST_OVERRIDES) {
      throw new UnsupportedSpec(
          "what differs between pods of this template (fields of the pod in env, command and args)"
              + " takes "
              + characters
              + " characters, ECS allows "
              + MOST_OVERRIDES);
    }
  }

  private ContainerTemplate template(
      PodSpec spec,
      Container container,
      CommandSplit split,
      Map<String, String> environment,
      Volumes volumes,
      Set<ContainerTemplate.Port> ports)
      throws UnsupportedSpec {
    boolean init = spec.getInitContainers().contains(container);
    boolean first = container.equals(spec.getContainers().getFirst());
    // ECS adds up what containers reserve; init containers have the task for themselves.
    boolean reserves = !init || ContainerMapping.sidecar(container);
    return new ContainerTemplate(
        container.getName(),
        ContainerMapping.image(container),
        first || (!init && RestartPolicy.of(spec) == RestartPolicy.ALWAYS),
        ContainerMapping.dependsOn(spec, container),
        split.entryPoint(),
        split.sharedCommand(),
        environment,
        ContainerMapping.filled(container.getWorkingDir()),
        ContainerMapping.user(spec, container),
        ContainerMapping.readOnlyRootFilesystem(container),
        ContainerMapping.is(container.getTty()),
        ContainerMapping.is(container.getStdin()),
        reserves ? Resources.cpu(container.getResources()) : OptionalInt.empty(),
        reserves ? Resources.memoryLimit(container.getResources()) : OptionalInt.empty(),
        reserves ? ContainerMapping.reservation(container) : OptionalInt.empty(),
        ContainerMapping.stopTimeout(spec),
        ContainerMapping.ports(container, ports),
        ContainerMapping.capabilities(container, true),
        ContainerMapping.capabilities(container, false),
        volumes.mounts(container),
        new ContainerTemplate.LogTarget(config.logGroup(), config.region(), STREAM_PREFIX));
  }

  private Map<String, String> tags(PodIdentity identity) {
    var tags = new LinkedHashMap<>(config.tags());
    tags.put(TagKeys.LAB, config.lab());
    tags.put(TagKeys.NODE, config.nodeName());
    tags.put(TagKeys.NAMESPACE, identity.namespace());
    tags.put(TagKeys.POD, identity.name());
    return tags;
  }
}
