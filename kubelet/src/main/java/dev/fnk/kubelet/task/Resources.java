package dev.fnk.kubelet.task;

import dev.fnk.kubelet.contract.FargateSize;
import dev.fnk.kubelet.contract.Sizing;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Requests and limits in ECS's units. CPU is bought by requests (a limit only throttles), memory by
 * the greater of request and limit (a limit is a promise that so much may be used).
 */
final class Resources {
  private static final BigDecimal CPU_UNITS = BigDecimal.valueOf(1024);
  private static final BigDecimal MIB = BigDecimal.valueOf(1 << 20);
  private static final String STORAGE = "ephemeral-storage";

  /** More than any task has, and little enough to be added to. */
  private static final int MOST = Integer.MAX_VALUE / 16;

  /** ECS takes no container below this many MiB. */
  private static final int LEAST_MEMORY = 6;

  private Resources() {}

  /**
   * @param once MiB that the task needs besides its containers
   * @param each MiB that each container needs besides what it asks for
   */
  static Sizing sizing(Pod pod, int once, int each) throws UnsupportedSpec {
    PodSpec spec = pod.getSpec();
    int cpu = effective(spec, container -> cpu(container.getResources()).orElse(0));
    int memory = effective(spec, container -> memory(container.getResources()));
    cpu = Math.max(cpu, cpu(spec.getResources()).orElse(0)) + overhead(spec, "cpu");
    memory = Math.max(memory, memory(spec.getResources())) + overhead(spec, "memory");
    int share = once + each * (spec.getContainers().size() + spec.getInitContainers().size());
    Optional<FargateSize> size = FargateSize.holding(cpu, memory + share);
    if (size.isEmpty()) {
      throw new UnsupportedSpec(
          Refusals.words(
              "resources",
              "no Fargate size holds "
                  + cpu
                  + " CPU units and "
                  + (memory + share)
                  + " MiB, fnk's share included",
              "at most 16384 and 122880"));
    }
    return new Sizing(cpu, memory, share, size.get());
  }

  /**
   * What is needed at the same time: of the containers and the sidecars all, or of one init
   * container with the sidecars that were started before it.
   *
   * @see <a
   *     href="https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers">Resource
   *     sharing within containers</a>
   */
  private static int effective(PodSpec spec, ToIntFunction<Container> amount) {
    long sidecars = 0;
    long most = 0;
    for (Container container : spec.getInitContainers()) {
      int its = amount.applyAsInt(container);
      most = Math.max(most, sidecars + its);
      if (ContainerMapping.sidecar(container)) {
        sidecars += its;
      }
    }
    long all = sidecars + spec.getContainers().stream().mapToLong(amount::applyAsInt).sum();
    return (int) Math.min(Math.max(most, all), MOST);
  }

  /** What a RuntimeClass adds to every pod of it. */
  private static int overhead(PodSpec spec, String name) {
    Quantity overhead = get(spec.getOverhead(), name);
    return overhead == null
        ? 0
        : name.equals("cpu") ? units(overhead, CPU_UNITS, true) : units(overhead, MIB, false);
  }

  static OptionalInt cpu(@Nullable ResourceRequirements resources) {
    Quantity request = request(resources, "cpu");
    return request == null ? OptionalInt.empty() : OptionalInt.of(units(request, CPU_UNITS, true));
  }

  static OptionalInt memoryLimit(@Nullable ResourceRequirements resources) {
    return memory(limit(resources, "memory"));
  }

  static OptionalInt memoryRequest(@Nullable ResourceRequirements resources) {
    return memory(request(resources, "memory"));
  }

  /** GiB beyond the 20 that every task has; empty when those do. */
  static OptionalInt ephemeralStorage(Pod pod) throws UnsupportedSpec {
    PodSpec spec = pod.getSpec();
    int mib =
        effective(spec, container -> storage(container.getResources())) + overhead(spec, STORAGE);
    int gib = Math.ceilDiv(mib, 1024);
    if (gib > 200) {
      throw new UnsupportedSpec(
          Refusals.words(
              "resources ephemeral-storage", gib + " GiB", "at most 200, Fargate's most"));
    }
    return gib > 20 ? OptionalInt.of(gib) : OptionalInt.empty();
  }

  /** MiB. */
  private static int storage(@Nullable ResourceRequirements resources) {
    Quantity request = request(resources, STORAGE);
    Quantity limit = limit(resources, STORAGE);
    return Math.max(
        request == null ? 0 : units(request, MIB, false),
        limit == null ? 0 : units(limit, MIB, false));
  }

  private static int memory(@Nullable ResourceRequirements resources) {
    return Math.max(memoryLimit(resources).orElse(0), memoryRequest(resources).orElse(0));
  }

  private static OptionalInt memory(@Nullable Quantity quantity) {
    return quantity == null || quantity.getNumericalAmount().signum() == 0
        ? OptionalInt.empty()
        : OptionalInt.of(Math.max(LEAST_MEMORY, units(quantity, MIB, false)));
  }

  private static @Nullable Quantity request(@Nullable ResourceRequirements resources, String name) {
    return resources == null ? null : get(resources.getRequests(), name);
  }

  private static @Nullable Quantity limit(@Nullable ResourceRequirements resources, String name) {
    return resources == null ? null : get(resources.getLimits(), name);
  }

  private static @Nullable Quantity get(@Nullable Map<String, Quantity> given, String name) {
    return given == null ? null : given.get(name);
  }

  private static int units(Quantity quantity, BigDecimal unit, boolean multiply) {
    BigDecimal amount = quantity.getNumericalAmount();
    BigDecimal units =
        multiply
            ? amount.multiply(unit).setScale(0, RoundingMode.CEILING)
            : amount.divide(unit, 0, RoundingMode.CEILING);
    return units.min(BigDecimal.valueOf(MOST)).intValue();
  }
}
