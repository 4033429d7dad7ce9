package dev.fnk.local.eks.api;

import dev.fnk.local.controlplane.binaries.KubernetesRelease;
import dev.fnk.local.eks.cluster.EksCalendar;
import dev.fnk.local.eks.protocol.EksCall;
import dev.fnk.local.eks.protocol.EksError;
import dev.fnk.local.eks.protocol.Paging;
import dev.fnk.local.json.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** DescribeClusterVersions: what EKS serves, whatever of it this machine can run. */
public final class ClusterVersions {
  private final InstantSource clock;

  public ClusterVersions(InstantSource clock) {
    this.clock = clock;
  }

  ObjectNode describe(EksCall call) {
    Instant now = clock.instant();
    List<String> asked = call.query().getOrDefault("clusterVersions", List.of());
    for (String version : asked) {
      if (EksCalendar.entries().stream().noneMatch(entry -> entry.minor().equals(version))) {
        throw EksError.invalidParameter("The specified Kubernetes version is invalid: " + version);
      }
    }
    boolean all = flag(call, "includeAll");
    Map<String, EksCalendar.Entry> found =
        EksCalendar.entries().stream()
            .filter(entry -> asked.isEmpty() || asked.contains(entry.minor()))
            .filter(
                entry ->
                    all || !asked.isEmpty() || entry.at(now) != EksCalendar.Support.UNSUPPORTED)
            .filter(entry -> !flag(call, "defaultOnly") || isDefault(entry))
            .filter(entry -> matches(call, "versionStatus", entry.at(now).name()))
            .filter(entry -> matches(call, "status", entry.at(now).deprecatedStatus()))
            .filter(_ -> matches(call, "clusterType", "eks"))
            .collect(Collectors.toMap(EksCalendar.Entry::minor, Function.identity()));
    ObjectNode page = Paging.of(call.query()).page("clusterVersions", List.copyOf(found.keySet()));
    List<EksCalendar.Entry> shown =
        page.path("clusterVersions")
            .valueStream()
            .map(name -> found.get(name.asString()))
            .sorted(Comparator.comparing(EksCalendar.Entry::released).reversed())
            .toList();
    ArrayNode array = page.putArray("clusterVersions");
    shown.forEach(entry -> array.add(json(entry, now)));
    return page;
  }

  private static ObjectNode json(EksCalendar.Entry entry, Instant now) {
    ObjectNode json =
        Json.object()
            .put("clusterVersion", entry.minor())
            .put("clusterType", "eks")
            .put("defaultPlatformVersion", "eks.1")
            .put("defaultVersion", isDefault(entry))
            .put("releaseDate", Json.epoch(entry.released()))
            .put("endOfStandardSupportDate", Json.epoch(entry.endOfStandard()))
            .put("endOfExtendedSupportDate", Json.epoch(entry.endOfExtended()))
            .put("status", entry.at(now).deprecatedStatus())
            .put("versionStatus", entry.at(now).name());
    KubernetesRelease.ofMinor(entry.minor())
        .ifPresent(release -> json.put("kubernetesPatchVersion", release.kubernetes()));
    return json;
  }

  private static boolean isDefault(EksCalendar.Entry entry) {
    return entry.minor().equals(KubernetesRelease.DEFAULT.minor());
  }

  private static boolean flag(EksCall call, String name) {
    return call.parameter(name).filter("true"::equals).isPresent();
  }

  private static boolean matches(EksCall call, String name, String value) {
    Optional<String> asked = call.parameter(name);
    return asked.isEmpty() || asked.get().equals(value);
  }
}
