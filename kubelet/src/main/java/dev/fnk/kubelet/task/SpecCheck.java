package dev.fnk.kubelet.task;

import dev.fnk.kubelet.podspec.Notice;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What of a pod's spec cannot be had (the pod waits), and what is left out (the pod is told). */
final class SpecCheck {
  private final PodSpec spec;
  private final List<Notice> notices = new ArrayList<>();

  private SpecCheck(PodSpec spec) {
    this.spec = spec;
  }

  /** Volumes aside, which are {@link TaskVolumes}' to judge. */
  static List<Notice> of(PodSpec spec) throws UnsupportedSpec {
    var refusals = new Refusals();
    var containers = new ContainerCheck(refusals);
    var security = new SecurityCheck(refusals);
    PodFeatures.check(spec, refusals);
    security.pod(spec);
    containers.resources("", spec.getResources());
    for (Container container : ContainerMapping.all(spec)) {
      containers.container(container);
      security.container(container);
    }
    if (!refusals.all().isEmpty()) {
      throw new UnsupportedSpec(refusals.all());
    }
    var check = new SpecCheck(spec);
    check.pod();
    ContainerMapping.all(spec).forEach(check::container);
    return check.notices;
  }

  private void pod() {
    notice(
        !spec.getEphemeralContainers().isEmpty(),
        "EphemeralContainersIgnored",
        "ephemeralContainers: " + EphemeralStatuses.MESSAGE);
    unknown(
        UnknownFields.of(
            "spec", spec, Set.of("containers", "initContainers", "ephemeralContainers")));
  }

  private void container(Container container) {
    unknown(UnknownFields.of("container " + container.getName(), container, Set.of()));
  }

  private void unknown(List<String> words) {
    words.forEach(its -> notices.add(new Notice("UnknownFields", its)));
  }

  private void notice(boolean given, String reason, String message) {
    if (given) {
      notices.add(new Notice(reason, message));
    }
  }
}
