package dev.fnk.cli.manifest;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The quantities of an object, of which an API server takes none that it cannot read.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/">Quantity</a>
 */
final class Quantities {
  private final Map<String, Quantity> all = new LinkedHashMap<>();

  private Quantities() {}

  /** The first that is wrong, such as {@code containers[0].resources.limits.memory: ...}. */
  static Optional<String> wrong(PodSpec spec) {
    var quantities = new Quantities();
    quantities.containers("initContainers", spec.getInitContainers());
    quantities.containers("containers", spec.getContainers());
    quantities.add("resources", spec.getResources());
    quantities.add("overhead", spec.getOverhead());
    for (int i = 0; i < spec.getVolumes().size(); i++) {
      quantities.volume("volumes[" + i + "]", spec.getVolumes().get(i));
    }
    return quantities.wrong();
  }

  /**
   * @param field whose amounts they are
   */
  static Optional<String> wrong(String field, @Nullable Map<String, Quantity> amounts) {
    var quantities = new Quantities();
    quantities.add(field, amounts);
    return quantities.wrong();
  }

  private void containers(String field, List<Container> containers) {
    for (int i = 0; i < containers.size(); i++) {
      String at = field + "[" + i + "]";
      add(at + ".resources", containers.get(i).getResources());
      containers.get(i).getEnv().stream()
          .filter(variable -> variable.getValueFrom() != null)
          .forEach(
              variable ->
                  add(
                      at + ".env " + variable.getName(),
                      variable.getValueFrom().getResourceFieldRef()));
    }
  }

  private void volume(String at, Volume volume) {
    if (volume.getEmptyDir() != null && volume.getEmptyDir().getSizeLimit() != null) {
      all.put(at + ".emptyDir.sizeLimit", volume.getEmptyDir().getSizeLimit());
    }
    if (volume.getDownwardAPI() != null) {
      files(at + ".downwardAPI", volume.getDownwardAPI().getItems());
    }
    if (volume.getProjected() != null) {
      volume.getProjected().getSources().stream()
          .filter(source -> source.getDownwardAPI() != null)
          .forEach(source -> files(at + ".projected", source.getDownwardAPI().getItems()));
    }
  }

  private void files(String at, List<DownwardAPIVolumeFile> files) {
    files.forEach(file -> add(at + " " + file.getPath(), file.getResourceFieldRef()));
  }

  private void add(String at, @Nullable ResourceFieldSelector selector) {
    if (selector != null && selector.getDivisor() != null) {
      all.put(at + ".resourceFieldRef.divisor", selector.getDivisor());
    }
  }

  private void add(String at, @Nullable ResourceRequirements resources) {
    if (resources != null) {
      add(at + ".requests", resources.getRequests());
      add(at + ".limits", resources.getLimits());
    }
  }

  private void add(String at, @Nullable Map<String, Quantity> amounts) {
    if (amounts != null) {
      amounts.forEach(
          (name, amount) -> {
            if (amount != null) {
              all.put(at + "." + name, amount);
            }
          });
    }
  }

  private Optional<String> wrong() {
    return all.entrySet().stream()
        .flatMap(one -> wrong(one.getValue()).map(why -> one.getKey() + ": " + why).stream())
        .findFirst();
  }

  private static Optional<String> wrong(Quantity quantity) {
    try {
      return quantity.getNumericalAmount().signum() < 0
          ? Optional.of(quantity + " is less than nothing")
          : Optional.empty();
    } catch (ArithmeticException | IllegalArgumentException _) {
      return Optional.of(quantity + " is no quantity, such as 250m, 1.5, 512Mi or 1Gi");
    }
  }
}
