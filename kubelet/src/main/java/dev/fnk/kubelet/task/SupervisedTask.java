package dev.fnk.kubelet.task;

import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.contract.FargateSize;
import dev.fnk.kubelet.contract.Ports;
import dev.fnk.kubelet.contract.Sizing;
import dev.fnk.kubelet.image.Architecture;
import dev.fnk.kubelet.node.NodeFacts;
import dev.fnk.kubelet.podspec.ApiAddress;
import dev.fnk.kubelet.podspec.CurrentVolumes;
import dev.fnk.kubelet.podspec.Fault;
import dev.fnk.kubelet.podspec.Notice;
import dev.fnk.kubelet.podspec.PodToSpecification;
import dev.fnk.kubelet.podspec.SpecificationInputs;
import dev.fnk.kubelet.podspec.SpecificationResult;
import dev.fnk.kubelet.podspec.SubPaths;
import dev.fnk.kubelet.reference.ResolvedReferences;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A pod as an ECS task with an agent in it. The task definition says what only ECS can do: images
 * by digest, the task's size, volumes, limits, ports, logs. What the containers run, with what
 * environment and as whom, the agent is told when the task has its address, so that the definition
 * is the same for all pods of a template, and no secret is in it.
 */
public final class SupervisedTask {
  /** Prefix of the log streams: {@code pods/CONTAINER/TASK-ID}. */
  public static final String STREAM_PREFIX = "pods";

  /** Resident, measured: 8 to 10 MB. */
  private static final int AGENT_MIB = 16;

  /** Of each container's supervisor; its cgroup counts 2 MB, the program's pages once. */
  private static final int SUPERVISOR_MIB = 8;

  /** The agent outlives the containers, whatever grace they have; ECS waits no longer. */
  private static final int AGENT_STOP_SECONDS = 120;

  /** Of a pod that no size holds, so that what else is wrong with it can be told. */
  private static final FargateSize LEAST = new FargateSize(256, 512);

  private static final String CLUSTER_DOMAIN = "cluster.local";
  private static final int FREE_STORAGE_GIB = 20;
  private static final String PROGRAM = TaskVolumes.PROGRAM_PATH + "/agent";

  /** The node's own: what the node says of itself in its labels holds for its pods. */
  private static final String ARCHITECTURE =
      NodeFacts.architecture(System.getProperty("os.arch", "")).equals("arm64")
          ? "ARM64"
          : "X86_64";

  private final NodeConfig config;
  private final ApiAddress api;
  private final String architecture;

  /**
   * @param api where the pods reach the API server
   */
  public SupervisedTask(NodeConfig config, ApiAddress api) {
    this(config, api, ARCHITECTURE);
  }

  /**
   * @param architecture as ECS calls it: {@code X86_64}, {@code ARM64}
   */
  public SupervisedTask(NodeConfig config, ApiAddress api, String architecture) {
    this.config = config;
    this.api = api;
    this.architecture = architecture;
  }

  /**
   * Its task, or all that keeps it from having one. Equal pods give equal templates, whatever their
   * names.
   *
   * @param attempt the pod's how-manieth task, from 0
   */
  public PlanResult plan(Pod pod, int attempt, Inputs inputs) {
    var faults = new ArrayList<Fault>();
    Optional<TaskPlan> plan = plan(pod, attempt, inputs, faults);
    return plan.isPresent() ? plan.get() : Unsupported.of(faults);
  }

  /**
   * What keeps the pod from ever having a task, whatever its images and what it refers to say,
   * known before any of that is read.
   */
  public List<String> refusals(Pod pod) {
    var faults = new ArrayList<Fault>();
    plan(pod, 0, UnreadInputs.of(pod), faults);
    return faults.stream()
        .filter(fault -> fault.kind() == Fault.Kind.UNSUPPORTED)
        .map(Fault::words)
        .distinct()
        .toList();
  }

  private Optional<TaskPlan> plan(Pod pod, int attempt, Inputs inputs, List<Fault> all) {
    PodSpec spec = pod.getSpec();
    var refusals = new RefusedParts();
    var notices = new ArrayList<Notice>();
    refusals.of(() -> notices.addAll(SpecCheck.of(spec)));
    refusals.of(() -> notices.addAll(FirstProcessCheck.of(pod)));
    refusals.of(() -> PodArchitecture.check(inputs, config, architecture));
    Optional<Sizing> sizing = refusals.got(() -> Resources.sizing(pod, AGENT_MIB, SUPERVISOR_MIB));
    FargateSize size = sizing.map(Sizing::size).orElse(LEAST);
    Optional<OptionalInt> storage = refusals.got(() -> Resources.ephemeralStorage(pod));
    OptionalInt gib = storage.orElse(OptionalInt.empty());
    SubPaths parts = PodToSpecification.subPaths(pod, inputs(inputs, List.of(), size, gib));
    var efs = new EfsVolumes(config.region(), inputs.claims());
    TaskVolumes volumes = TaskVolumes.of(spec, parts, efs);
    notices.addAll(volumes.notices());
    notices.addAll(PullSecretCheck.of(spec, inputs.references()));
    refusals.add(volumes.refusals());
    var containers = new ArrayList<ContainerTemplate>();
    Optional<Architecture> other =
        inputs.architecture().filter(its -> !its.ecsName().equals(architecture));
    containers.add(
        agent(
            spec,
            volumes,
            other.flatMap(_ -> config.otherAgentImage()).orElse(config.agentImage())));
    var ports = new HashSet<ContainerTemplate.Port>();
    for (Container container : ContainerMapping.all(spec)) {
      containers.add(container(spec, container, inputs, volumes, ports));
    }
    Optional<Placement> placement =
        refusals.got(() -> Placement.of(pod, inputs.inherited(), config));
    all.addAll(refusals.faults());
    // Found out now, and not when the task is there and costs money.
    switch (specify(pod, inputs, List.of(), size, gib)) {
      case SpecificationResult.Faulty(List<Fault> faults) -> all.addAll(faults);
      case SpecificationResult.Specified(_, List<Notice> more) -> notices.addAll(more);
    }
    if (!all.isEmpty()) {
      return Optional.empty();
    }
    var template =
        new TaskTemplate(
            size,
            storage.orElseThrow(),
            config.executionRoleArn(),
            Optional.of(config.podRoleArn()),
            containers,
            volumes.names(),
            other.map(Architecture::ecsName).orElse(architecture),
            volumes.fileSystems());
    var identity = PodIdentity.of(pod, attempt);
    var own = Map.of(TaskView.AGENT, new ContainerOverride(identity.environment()));
    var launch =
        new TaskLaunch(identity, own, TaskTags.of(pod, identity, config), placement.orElseThrow());
    return Optional.of(new TaskPlan(sizing.orElseThrow(), template, launch, notices));
  }

  /** Why the pod's task has its size; empty: Fargate has none that holds the pod. */
  public Optional<Sizing> sizing(Pod pod) {
    try {
      return Optional.of(Resources.sizing(pod, AGENT_MIB, SUPERVISOR_MIB));
    } catch (UnsupportedSpec _) {
      return Optional.empty();
    }
  }

  /** What the agent is told, in a task with this address; or why it cannot be. */
  public SpecificationResult specify(Pod pod, String podIp, Inputs inputs) {
    try {
      FargateSize size = Resources.sizing(pod, AGENT_MIB, SUPERVISOR_MIB).size();
      return specify(pod, inputs, List.of(podIp), size, Resources.ephemeralStorage(pod));
    } catch (UnsupportedSpec e) {
      return new SpecificationResult.Faulty(e.faults());
    }
  }

  /** What the volumes of a pod that was told to its agent are to hold by now. */
  public CurrentVolumes volumes(Pod pod, ResolvedReferences references) {
    try {
      FargateSize size = Resources.sizing(pod, AGENT_MIB, SUPERVISOR_MIB).size();
      OptionalInt storage = Resources.ephemeralStorage(pod);
      var inputs = new Inputs("", Map.of(), references);
      return PodToSpecification.volumes(pod, inputs(inputs, List.of(), size, storage));
    } catch (UnsupportedSpec e) {
      return new CurrentVolumes(List.of(), e.faults());
    }
  }

  private SpecificationResult specify(
      Pod pod, Inputs inputs, List<String> podIps, FargateSize size, OptionalInt storage) {
    return PodToSpecification.specify(pod, inputs(inputs, podIps, size, storage));
  }

  private SpecificationInputs inputs(
      Inputs inputs, List<String> podIps, FargateSize size, OptionalInt storage) {
    return new SpecificationInputs(
        inputs.images(),
        inputs.references(),
        podIps,
        List.of(inputs.hostIp()),
        api,
        CLUSTER_DOMAIN,
        size,
        storage.orElse(FREE_STORAGE_GIB));
  }

  private ContainerTemplate agent(PodSpec spec, TaskVolumes volumes, String image) {
    String names =
        String.join(",", ContainerMapping.all(spec).stream().map(Container::getName).toList());
    return new ContainerTemplate(
        TaskView.AGENT,
        image,
        Optional.empty(),
        true,
        Map.of(),
        List.of(PROGRAM),
        List.of("serve", "--containers", names, "--node-role", config.taskRoleArn()),
        Map.of("AWS_REGION", config.region()),
        Optional.of("0"),
        true,
        OptionalInt.empty(),
        OptionalInt.empty(),
        OptionalInt.of(AGENT_MIB),
        AGENT_STOP_SECONDS,
        List.of(new ContainerTemplate.Port(Ports.AGENT, "tcp")),
        List.of(),
        Sysctls.network(spec),
        volumes.ofAgent(),
        log());
  }

  private ContainerTemplate container(
      PodSpec spec,
      Container container,
      Inputs inputs,
      TaskVolumes volumes,
      Set<ContainerTemplate.Port> ports) {
    String name = container.getName();
    var image = inputs.images().get(name);
    if (image == null) {
      throw new IllegalArgumentException("no image of container " + name);
    }
    boolean reserves =
        spec.getContainers().contains(container) || ContainerMapping.sidecar(container);
    return new ContainerTemplate(
        name,
        image.reference(),
        Optional.ofNullable(inputs.repositoryCredentials().get(name)),
        false,
        Map.of(TaskView.AGENT, ContainerTemplate.Condition.START),
        List.of(PROGRAM, "supervise", name),
        List.of(),
        Map.of(),
        Optional.of("0"),
        ContainerMapping.readOnlyRootFilesystem(container),
        reserves ? Resources.cpu(container.getResources()) : OptionalInt.empty(),
        reserves
            ? withSupervisor(Resources.memoryLimit(container.getResources()))
            : OptionalInt.empty(),
        reserves ? withSupervisor(ContainerMapping.reservation(container)) : OptionalInt.empty(),
        ContainerMapping.stopTimeout(spec),
        ContainerMapping.ports(container, ports),
        ContainerMapping.addedCapabilities(container).stream()
            .filter("SYS_PTRACE"::equals)
            .toList(),
        Sysctls.ipc(spec),
        volumes.of(container),
        log());
  }

  private static OptionalInt withSupervisor(OptionalInt mib) {
    return mib.isEmpty() ? mib : OptionalInt.of(mib.getAsInt() + SUPERVISOR_MIB);
  }

  private ContainerTemplate.LogTarget log() {
    return new ContainerTemplate.LogTarget(config.logGroup(), config.region(), STREAM_PREFIX);
  }
}
