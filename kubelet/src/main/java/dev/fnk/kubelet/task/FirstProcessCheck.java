package dev.fnk.kubelet.task;

import dev.fnk.kubelet.contract.AnnotationKeys;
import dev.fnk.kubelet.podspec.FirstProcesses;
import dev.fnk.kubelet.podspec.Notice;
import dev.fnk.kubelet.podspec.RestartPolicy;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What containers cannot have that are PID 1 by the pod's annotation: their supervisor becomes the
 * program, so that nobody in them ends it, starts it again or runs anything beside it. ECS alone
 * signals it, as it stops the task.
 */
final class FirstProcessCheck {
  private static final String ANNOTATION = "annotation " + AnnotationKeys.FIRST_PROCESS + ": ";
  private static final String NOBODY_RUNS = "nobody is left in PID 1's container to run it";
  private static final String NOBODY_ENDS = "nobody is left in PID 1's container to end it alone";

  private final PodSpec spec;
  private final Refusals refusals = new Refusals();
  private final List<Notice> notices = new ArrayList<>();

  private FirstProcessCheck(PodSpec spec) {
    this.spec = spec;
  }

  /** What is to be told of them. */
  static List<Notice> of(Pod pod) throws UnsupportedSpec {
    var check = new FirstProcessCheck(pod.getSpec());
    FirstProcesses.of(pod).forEach(check::name);
    if (!check.notices.isEmpty()) {
      check.restartsOfAll();
    }
    if (!check.refusals.all().isEmpty()) {
      throw new UnsupportedSpec(check.refusals.all());
    }
    return check.notices;
  }

  private void name(String name) {
    Optional<Container> container =
        spec.getContainers().stream().filter(c -> c.getName().equals(name)).findFirst();
    if (container.isPresent()) {
      container(container.get());
      return;
    }
    boolean init = spec.getInitContainers().stream().anyMatch(c -> c.getName().equals(name));
    refusals.add(
        ANNOTATION + name,
        init
            ? "an init container or sidecar is ended and restarted by its supervisor"
            : "the pod has no such container",
        "names of the pod's containers, separated by commas");
  }

  private void container(Container container) {
    notices.add(new Notice("FirstProcess", words(container)));
    refuse(container, container.getStdin(), "stdin", NOBODY_RUNS, "leave it out");
    refuse(container, container.getTty(), "tty", NOBODY_RUNS, "leave it out");
    refuse(
        container,
        RestartPolicy.of(spec, container) != RestartPolicy.of(spec),
        "restartPolicy",
        "PID 1 is restarted with the whole pod",
        "the pod's restartPolicy");
    refuse(
        container,
        !container.getRestartPolicyRules().isEmpty(),
        "restartPolicyRules",
        "PID 1 is restarted with the whole pod",
        "the pod's restartPolicy");
    lifecycle(container, container.getLifecycle());
    refuse(
        container,
        container.getStartupProbe() != null,
        "startupProbe",
        NOBODY_ENDS,
        "readinessProbe with httpGet");
    refuse(
        container,
        container.getLivenessProbe() != null,
        "livenessProbe",
        NOBODY_ENDS,
        "readinessProbe with httpGet");
    Probe readiness = container.getReadinessProbe();
    refuse(
        container,
        readiness != null && readiness.getExec() != null,
        "readinessProbe.exec",
        NOBODY_RUNS,
        "httpGet, tcpSocket or grpc");
  }

  private void lifecycle(Container container, @Nullable Lifecycle lifecycle) {
    if (lifecycle == null) {
      return;
    }
    refuse(
        container,
        lifecycle.getPostStart() != null,
        "lifecycle.postStart",
        NOBODY_ENDS,
        "leave it out");
    refuse(
        container,
        lifecycle.getPreStop() != null && lifecycle.getPreStop().getExec() != null,
        "lifecycle.preStop.exec",
        NOBODY_RUNS,
        "httpGet or sleep");
    refuse(
        container,
        ContainerMapping.filled(lifecycle.getStopSignal()).isPresent(),
        "lifecycle.stopSignal",
        "ECS sends the image's STOPSIGNAL",
        "an image with that STOPSIGNAL");
  }

  private void restartsOfAll() {
    for (Container container : ContainerMapping.all(spec)) {
      refuse(
          container,
          container.getRestartPolicyRules().stream().anyMatch(RestartPolicy::ofAll),
          "restartPolicyRules RestartAllContainers",
          "another container is PID 1 and cannot begin anew in its task",
          "action Restart");
    }
  }

  private void refuse(
      Container container, @Nullable Boolean given, String field, String why, String instead) {
    if (Boolean.TRUE.equals(given)) {
      refusals.add(container, field, why, instead);
    }
  }

  private String words(Container container) {
    String words =
        ("container %s is PID 1 (annotation %s): where it is to be restarted, the whole pod is, in"
                + " another task; exec, cp and attach are not possible; ECS stops it, with %d s from"
                + " the stop signal to KILL")
            .formatted(
                container.getName(),
                AnnotationKeys.FIRST_PROCESS,
                ContainerMapping.stopTimeout(spec));
    return "FallbackToLogsOnError".equals(container.getTerminationMessagePolicy())
        ? words + "; its log's end is not its termination message"
        : words;
  }
}
