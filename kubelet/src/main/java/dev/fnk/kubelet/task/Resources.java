package dev.fnk.kubelet.task;

import dev.fnk.kubelet.contract.FargateSize;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Requests and limits in ECS's units. CPU is bought by requests (a limit only throttles), memory by
 * the greater of request and limit (a limit is a promise that so much may be used).
 */
final class Resources {
  private static final BigDecimal CPU_UNITS = BigDecimal.valueOf(1024);
  private static final BigDecimal MIB = BigDecimal.valueOf(1 << 20);
  private static final BigDecimal GIB = BigDecimal.valueOf(1 << 30);
  private static final Set<String> KNOWN = Set.of("cpu", "memory", "ephemeral-storage");

  /** ECS takes no container below this many MiB. */
  private static final int LEAST_MEMORY = 6;

  private Resources() {}

  static FargateSize size(Pod pod) throws UnsupportedSpec {
    return size(pod, 0, 0);
  }

  /**
   * @param once MiB that the task needs besides its containers
   * @param each MiB that each container needs besides what it asks for
   */
  static FargateSize size(Pod pod, int once, int each) throws UnsupportedSpec {
    int cpu = 0;
    int memory = 0;
    int initCpu = 0;
    int initMemory = 0;
    for (Container container : pod.getSpec().getInitContainers()) {
      int itsCpu = cpu(container.getResources()).orElse(0);
      int itsMemory = memory(container.getResources());
      // Beside an init container run the sidecars that were started before it, and no others.
      initCpu = Math.max(initCpu, cpu + itsCpu);
      initMemory = Math.max(initMemory, memory + itsMemory);
      if (ContainerMapping.sidecar(container)) {
        cpu += itsCpu;
        memory += itsMemory;
      }
    }
    for (Container container : pod.getSpec().getContainers()) {
      cpu += cpu(container.getResources()).orElse(0);
      memory += memory(container.getResources());
    }
    cpu = Math.max(cpu, initCpu);
    memory = Math.max(memory, initMemory);
    cpu = Math.max(cpu, cpu(pod.getSpec().getResources()).orElse(0));
    memory = Math.max(memory, memory(pod.getSpec().getResources()));
    memory +=
        once
            + each
                * (pod.getSpec().getContainers().size() + pod.getSpec().getInitContainers().size());
    int wantedCpu = cpu;
    int wantedMemory = memory;
    return FargateSize.holding(cpu, memory)
        .orElseThrow(
            () ->
                new UnsupportedSpec(
                    "no Fargate size holds "
                        + wantedCpu
                        + " CPU units and "
                        + wantedMemory
                        + " MiB (at most 16384 and 122880)"));
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
    int gib = 0;
    for (Container container : pod.getSpec().getContainers()) {
      Quantity request = request(container.getResources(), "ephemeral-storage");
      Quantity limit = limit(container.getResources(), "ephemeral-storage");
      gib +=
          Math.max(
              request == null ? 0 : units(request, GIB, false),
              limit == null ? 0 : units(limit, GIB, false));
    }
    if (gib > 200) {
      throw new UnsupportedSpec("ephemeral-storage: Fargate has at most 200 GiB, not " + gib);
    }
    return gib > 20 ? OptionalInt.of(gib) : OptionalInt.empty();
  }

  /** What the container asks for and Fargate, which has no devices, does not have. */
  static List<String> unknown(Container container) {
    var resources = container.getResources();
    return resources == null || resources.getRequests() == null
        ? List.of()
        : resources.getRequests().keySet().stream()
            .filter(name -> !KNOWN.contains(name))
            .map(name -> "container " + container.getName() + ": Fargate has no resource " + name)
            .toList();
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
    return units.min(BigDecimal.valueOf(Integer.MAX_VALUE / 16)).intValue();
  }
}
