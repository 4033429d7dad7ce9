package dev.fnk.kubelet.podspec;

import dev.fnk.kubelet.agent.contract.ContainerSpecification;
import dev.fnk.kubelet.agent.contract.PodSpecification;
import dev.fnk.kubelet.agent.contract.Volume;
import dev.fnk.kubelet.contract.PodVariables;
import dev.fnk.kubelet.image.ImageConfig;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A pod as its agent is told of it. Pure and deterministic; all that is wrong is told at once.
 *
 * <p>Whether a pod can be specified does not depend on its addresses: asked before its task is
 * made, without them, the answer is the same.
 */
public final class PodToSpecification {
  private static final String DEFAULT_TERMINATION_MESSAGE_PATH = "/dev/termination-log";

  private final Pod pod;
  private final SpecificationInputs inputs;
  private final Faults faults = new Faults();
  private final List<Notice> notices = new ArrayList<>();

  private PodToSpecification(Pod pod, SpecificationInputs inputs) {
    this.pod = pod;
    this.inputs = inputs;
  }

  /**
   * All of it.
   *
   * @throws IllegalArgumentException if the image of a container is not among the inputs
   */
  public static SpecificationResult specify(Pod pod, SpecificationInputs inputs) {
    return new PodToSpecification(pod, inputs).whole();
  }

  /** What its volumes are to hold by now: a running pod's containers keep the rest as it was. */
  public static CurrentVolumes volumes(Pod pod, SpecificationInputs inputs) {
    var faults = new Faults();
    List<Volume> volumes =
        new VolumeContents(pod, inputs, faults)
            .all().stream().filter(volume -> !volume.scratch()).toList();
    return new CurrentVolumes(volumes, faults.all());
  }

  /**
   * The parts of volumes that its containers mount; what is wrong with them {@link #specify} tells.
   */
  public static SubPaths subPaths(Pod pod, SpecificationInputs inputs) {
    List<Volume> whole = new VolumeContents(pod, inputs, new Faults()).all();
    return new PodToSpecification(pod, inputs).parts(whole);
  }

  /** The same before the task has its address and then, whatever that is. */
  private SubPaths parts(List<Volume> whole) {
    var told = new Faults();
    return SubPaths.of(
        pod,
        whole,
        new Environment(pod, inputs.at(List.of()), services(), told),
        new Environment(pod, inputs.at(List.of("192.0.2.1")), services(), told),
        faults);
  }

  private SpecificationResult whole() {
    List<Volume> whole = new VolumeContents(pod, inputs, faults).all();
    List<Volume> volumes = parts(whole).contents(whole);
    var environment = new Environment(pod, inputs, services(), faults);
    tellOfServicesLeftOut();
    var containers = new ArrayList<ContainerSpecification>();
    pod.getSpec().getInitContainers().forEach(c -> containers.add(container(c, true, environment)));
    pod.getSpec().getContainers().forEach(c -> containers.add(container(c, false, environment)));
    var network = PodNetwork.of(pod, inputs, faults, notices);
    return faults.all().isEmpty()
        ? new SpecificationResult.Specified(
            new PodSpecification(
                containers,
                volumes,
                TerminationGrace.of(pod.getSpec()).toSeconds(),
                Optional.of(network)),
            notices)
        : new SpecificationResult.Faulty(faults.all());
  }

  /** A service may have a name of ours by chance: its variables are left out. */
  private Map<String, String> services() {
    var services = new TreeMap<>(ServiceVariables.of(inputs.references().services(), inputs.api()));
    services.keySet().removeIf(PodToSpecification::reserved);
    return services;
  }

  private void tellOfServicesLeftOut() {
    List<String> leftOut =
        ServiceVariables.of(inputs.references().services(), inputs.api()).keySet().stream()
            .filter(PodToSpecification::reserved)
            .sorted()
            .toList();
    if (!leftOut.isEmpty()) {
      notices.add(
          new Notice(
              "ServiceLinksLeftOut",
              "variables of services are left out whose names begin with "
                  + PodVariables.RESERVED
                  + ", as the node's do: "
                  + leftOut));
    }
  }

  private static boolean reserved(String name) {
    return name.startsWith(PodVariables.RESERVED);
  }

  private ContainerSpecification container(
      Container container, boolean init, Environment environment) {
    ImageConfig image = inputs.images().get(container.getName());
    if (image == null) {
      throw new IllegalArgumentException("no image of container " + container.getName());
    }
    Map<String, String> ofPod = environment.ofPod(container);
    var rule = RestartRule.of(pod.getSpec(), container, init, faults);
    var user = ContainerUser.of(pod, container, image.user().orElse(""), faults);
    var security = container.getSecurityContext();
    var hooks = new LifecycleHooks(container, inputs.podIps(), faults, notices);
    var probes = new ContainerProbes(container, rule.kind(), inputs.podIps(), faults);
    return new ContainerSpecification(
        container.getName(),
        rule.kind(),
        rule.restart(),
        rule.restartOn(),
        !init && FirstProcesses.of(pod).contains(container.getName()),
        EntryPoint.of(container, image.entrypoint(), image.cmd(), ofPod, faults),
        environment.whole(container, image, ofPod),
        absolute(
            container,
            "workingDir",
            filled(container.getWorkingDir()).or(() -> image.workingDir()).orElse("")),
        user.uid(),
        user.gid(),
        user.user(),
        user.groups(),
        user.strictGroups(),
        user.nonRoot(),
        Capabilities.of(container, faults),
        security != null && Boolean.FALSE.equals(security.getAllowPrivilegeEscalation()),
        stopSignal(container, image),
        absolute(
            container,
            "terminationMessagePath",
            filled(container.getTerminationMessagePath()).orElse(DEFAULT_TERMINATION_MESSAGE_PATH)),
        "FallbackToLogsOnError".equals(container.getTerminationMessagePolicy()),
        console(container),
        hooks.postStart(),
        hooks.preStop(),
        probes.startup(),
        probes.liveness(),
        probes.readiness());
  }

  private static Optional<ContainerSpecification.Console> console(Container container) {
    boolean stdin = Boolean.TRUE.equals(container.getStdin());
    boolean terminal = Boolean.TRUE.equals(container.getTty());
    return stdin || terminal
        ? Optional.of(
            new ContainerSpecification.Console(
                stdin, Boolean.TRUE.equals(container.getStdinOnce()), terminal))
        : Optional.empty();
  }

  private OptionalLong stopSignal(Container container, ImageConfig image) {
    var lifecycle = container.getLifecycle();
    Optional<String> own = lifecycle == null ? Optional.empty() : filled(lifecycle.getStopSignal());
    Optional<String> signal = own.or(image::stopSignal);
    if (signal.isEmpty()) {
      return OptionalLong.empty();
    }
    OptionalLong number = StopSignals.number(signal.get());
    if (number.isEmpty()) {
      notices.add(
          new Notice(
              "StopSignalIgnored",
              "container "
                  + container.getName()
                  + ": there is no signal "
                  + signal.get()
                  + ": SIGTERM is sent"));
    }
    return number;
  }

  private Optional<String> absolute(Container container, String what, String path) {
    if (path.isEmpty()) {
      return Optional.empty();
    }
    if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
      faults.creation(container, what + " is not an absolute path: " + path);
    }
    return Optional.of(path);
  }

  private static Optional<String> filled(@Nullable String text) {
    return text == null || text.isEmpty() ? Optional.empty() : Optional.of(text);
  }
}
