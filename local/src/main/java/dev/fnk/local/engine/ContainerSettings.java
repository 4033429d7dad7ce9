package dev.fnk.local.engine;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Ulimit;
import com.github.dockerjava.api.model.Volume;
import java.util.List;
import java.util.Map;

/** A container to make in the engine's terms. */
final class ContainerSettings {
  private ContainerSettings() {}

  static HostConfig host(ContainerSpec spec) {
    HostConfig config =
        HostConfig.newHostConfig()
            .withNetworkMode(
                switch (spec.placement()) {
                  case ContainerSpec.Placement.Address address -> address.network();
                  case ContainerSpec.Placement.Shared shared -> "container:" + shared.containerId();
                })
            .withInit(spec.init())
            .withReadonlyRootfs(spec.readOnlyRoot())
            .withBinds(
                spec.mounts().stream()
                    .map(
                        mount ->
                            new Bind(
                                mount.volume(),
                                new Volume(mount.path()),
                                mount.readOnly() ? AccessMode.ro : AccessMode.rw))
                    .toList())
            .withUlimits(
                spec.limits().ulimits().entrySet().stream()
                    .map(e -> new Ulimit(e.getKey(), e.getValue().soft(), e.getValue().hard()))
                    .toList())
            .withCapAdd(capabilities(spec.capabilities().add()))
            .withCapDrop(capabilities(spec.capabilities().drop()))
            .withSysctls(spec.sysctls())
            // Bounded on disk; followed as it grows.
            .withLogConfig(
                new LogConfig(
                    LogConfig.LoggingType.JSON_FILE, Map.of("max-size", "20m", "max-file", "3")));
    if (spec.limits().cpuShares() > 0) {
      config.withCpuShares(spec.limits().cpuShares());
    }
    if (spec.limits().memoryBytes() > 0) {
      config.withMemory(spec.limits().memoryBytes());
    }
    if (spec.limits().sharedMemoryBytes() > 0) {
      config.withShmSize(spec.limits().sharedMemoryBytes());
    }
    return config;
  }

  private static Capability[] capabilities(List<String> names) {
    return names.stream().map(Capability::valueOf).toArray(Capability[]::new);
  }

  static HealthCheck healthCheck(ContainerSpec.HealthProbe probe) {
    return new HealthCheck()
        .withTest(probe.test())
        .withInterval(probe.interval().toNanos())
        .withTimeout(probe.timeout().toNanos())
        .withRetries(probe.retries())
        .withStartPeriod(probe.startPeriod().toNanos());
  }
}
