package dev.fnk.kubelet.podspec;

import io.fabric8.kubernetes.api.model.Container;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gathers all that is wrong with a pod, each thing once. */
final class Faults {
  private final List<Fault> faults = new ArrayList<>();

  void unsupported(Container container, String message) {
    of(Fault.Kind.UNSUPPORTED, Optional.of(container.getName()), message);
  }

  void config(Container container, String message) {
    of(Fault.Kind.CONTAINER_CONFIG, Optional.of(container.getName()), message);
  }

  void creation(Container container, String message) {
    of(Fault.Kind.CONTAINER, Optional.of(container.getName()), message);
  }

  void unsupported(String message) {
    of(Fault.Kind.UNSUPPORTED, Optional.empty(), message);
  }

  /**
   * @param reason what the kubelet's event says after the volume's name
   */
  void mount(String volume, String reason) {
    of(
        Fault.Kind.MOUNT,
        Optional.empty(),
        "MountVolume.SetUp failed for volume \"" + volume + "\" : " + reason);
  }

  List<Fault> all() {
    return List.copyOf(faults);
  }

  private void of(Fault.Kind kind, Optional<String> container, String message) {
    var fault = new Fault(kind, container, message);
    if (!faults.contains(fault)) {
      faults.add(fault);
    }
  }
}
