package dev.fnk.kubelet.podspec;

import dev.fnk.kubelet.contract.FargateSize;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Requests and limits of a container, by {@code resourceFieldRef}: in units of the divisor, rounded
 * up; a limit that is not given is the pod's, or all that the task has.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/workloads/pods/downward-api/#downwardapi-resourceFieldRef">Information
 *     available via resourceFieldRef</a>
 */
final class ResourceField {
  private static final String LIMITS = "limits.";
  private static final String REQUESTS = "requests.";
  private static final Set<String> KNOWN = Set.of("cpu", "memory", "ephemeral-storage");
  private static final BigDecimal CPU_UNITS = BigDecimal.valueOf(1024);
  private static final BigDecimal MIB = BigDecimal.valueOf(1 << 20);
  private static final BigDecimal GIB = BigDecimal.valueOf(1 << 30);

  private final Pod pod;
  private final FargateSize size;
  private final int ephemeralGib;

  /**
   * @param size what the task has: the node's allocatable, as it were
   */
  ResourceField(Pod pod, FargateSize size, int ephemeralGib) {
    this.pod = pod;
    this.size = size;
    this.ephemeralGib = ephemeralGib;
  }

  /** For a variable of the container {@code own}. */
  String variable(ResourceFieldSelector selector, Container own) throws Unavailable {
    String name = selector.getContainerName();
    if (name == null || name.isEmpty()) {
      return value(selector, own, true, true);
    }
    Container container = named(name);
    // As the kubelet: another init container's limits have no defaults.
    return value(selector, container, pod.getSpec().getContainers().contains(container), true);
  }

  /** For a file: as the kubelet, the limits of the pod are passed over. */
  String file(ResourceFieldSelector selector) throws Unavailable {
    String name = selector.getContainerName();
    return value(selector, named(name == null ? "" : name), true, false);
  }

  private Container named(String name) throws Unavailable {
    return Stream.concat(
            pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream())
        .filter(container -> container.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new Unavailable("container " + name + " not found"));
  }

  private String value(
      ResourceFieldSelector selector, Container container, boolean defaults, boolean ofPod)
      throws Unavailable {
    String field = selector.getResource();
    boolean limit = field.startsWith(LIMITS);
    String resource =
        limit
            ? field.substring(LIMITS.length())
            : field.startsWith(REQUESTS) ? field.substring(REQUESTS.length()) : "";
    if (!KNOWN.contains(resource)) {
      throw new Unavailable("unsupported container resource : " + field);
    }
    var resources = container.getResources();
    BigDecimal amount = limit ? limit(resources, resource) : request(resources, resource);
    if (limit && amount.signum() == 0 && defaults) {
      BigDecimal pods = ofPod ? limit(pod.getSpec().getResources(), resource) : BigDecimal.ZERO;
      amount =
          pods.signum() != 0 && !resource.equals("ephemeral-storage") ? pods : ofTask(resource);
    }
    Quantity divisor = selector.getDivisor();
    BigDecimal by = divisor == null ? BigDecimal.ZERO : divisor.getNumericalAmount();
    return divided(amount, by.signum() == 0 ? BigDecimal.ONE : by, resource.equals("cpu"));
  }

  /** CPU is counted in thousandths, the others in bytes; Kubernetes rounds up both before. */
  private static String divided(BigDecimal amount, BigDecimal divisor, boolean cpu) {
    int digits = cpu ? 3 : 0;
    return amount
        .setScale(digits, RoundingMode.CEILING)
        .divide(divisor.setScale(digits, RoundingMode.CEILING), 0, RoundingMode.CEILING)
        .toPlainString();
  }

  private BigDecimal ofTask(String resource) {
    return switch (resource) {
      case "cpu" -> BigDecimal.valueOf(size.cpu()).divide(CPU_UNITS);
      case "memory" -> BigDecimal.valueOf(size.memoryMiB()).multiply(MIB);
      default -> BigDecimal.valueOf(ephemeralGib).multiply(GIB);
    };
  }

  private static BigDecimal limit(@Nullable ResourceRequirements resources, String name) {
    return resources == null ? BigDecimal.ZERO : amount(resources.getLimits(), name);
  }

  private static BigDecimal request(@Nullable ResourceRequirements resources, String name) {
    return resources == null ? BigDecimal.ZERO : amount(resources.getRequests(), name);
  }

  private static BigDecimal amount(@Nullable Map<String, Quantity> given, String name) {
    Quantity quantity = given == null ? null : given.get(name);
    return quantity == null ? BigDecimal.ZERO : quantity.getNumericalAmount();
  }
}
