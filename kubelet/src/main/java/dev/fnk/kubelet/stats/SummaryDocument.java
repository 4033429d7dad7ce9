package dev.fnk.kubelet.stats;

import dev.fnk.kubelet.agent.contract.TaskStatistics;
import dev.fnk.kubelet.agent.contract.TaskStatistics.Interface;
import dev.fnk.kubelet.agent.contract.TaskStatistics.Memory;
import dev.fnk.kubelet.agent.contract.TaskStatistics.Storage;
import dev.fnk.kubelet.agent.contract.TaskStatistics.Volume;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /stats/summary}: Summary of stats/v1alpha1 (k8s.io/kubelet/pkg/apis/stats/v1alpha1).
 * Absent: what only a machine has (runtime, rlimit, file systems of images), a container's root
 * file system and logs, and volumes of EFS.
 */
final class SummaryDocument {
  private final Snapshot snapshot;
  private final boolean all;

  private SummaryDocument(Snapshot snapshot, boolean all) {
    this.snapshot = snapshot;
    this.all = all;
  }

  /**
   * @param all false: processor and memory only
   */
  static String of(Snapshot snapshot, String nodeName, boolean all) {
    var document = new SummaryDocument(snapshot, all);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("node", document.node(nodeName));
    ArrayNode pods = json.putArray("pods");
    snapshot.pods().forEach(pod -> pods.add(document.pod(pod)));
    return JsonMapper.shared().writeValueAsString(json);
  }

  private ObjectNode node(String name) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("nodeName", name);
    json.put("startTime", snapshot.node().since().toString());
    cpu(
        json,
        snapshot.at(),
        snapshot.node().nanoCores(),
        OptionalLong.of(snapshot.node().cpuNanoseconds()));
    memory(
        json,
        snapshot.at(),
        NodeMemory.of(snapshot, PodFigures::memoryUsage),
        NodeMemory.of(snapshot, PodFigures::workingSet),
        NodeMemory.of(snapshot, PodFigures::rss));
    return json;
  }

  private ObjectNode pod(PodFigures pod) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putObject("podRef")
        .put("name", pod.name())
        .put("namespace", pod.namespace())
        .put("uid", pod.pod().getMetadata().getUid());
    if (pod.pod().getStatus() != null) {
      json.put("startTime", pod.pod().getStatus().getStartTime());
    }
    ArrayNode containers = json.putArray("containers");
    pod.running().forEach(container -> containers.add(container(container)));
    cpu(json, pod.at(), pod.totalNanoCores(), pod.cpuNanoseconds());
    memory(json, pod.at(), pod.memoryUsage(), pod.workingSet(), pod.rss());
    if (all) {
      TaskStatistics figures = pod.figures();
      network(json, figures.at(), figures.interfaces());
      volumes(json, pod.pod(), figures.volumes());
      figures.ephemeralStorage().ifPresent(storage -> storage(json, figures.at(), storage));
    }
    return json;
  }

  private static ObjectNode container(PodFigures.Running container) {
    var figures = container.figures();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", figures.name());
    figures.since().ifPresent(since -> json.put("startTime", since.toString()));
    figures
        .cpu()
        .ifPresent(
            c ->
                cpu(
                    json,
                    figures.at(),
                    container.nanoCores(),
                    OptionalLong.of(c.usageNanoseconds())));
    figures.memory().ifPresent(m -> memory(json, figures.at(), m));
    return json;
  }

  private static void memory(ObjectNode json, Instant at, Memory figures) {
    ObjectNode memory =
        memory(
            json,
            at,
            OptionalLong.of(figures.usage()),
            OptionalLong.of(figures.workingSet()),
            figures.rss());
    figures
        .limit()
        .ifPresent(
            limit -> memory.put("availableBytes", Math.max(0, limit - figures.workingSet())));
    put(memory, "pageFaults", figures.pageFaults());
    put(memory, "majorPageFaults", figures.majorFaults());
  }

  private static ObjectNode memory(
      ObjectNode json, Instant at, OptionalLong usage, OptionalLong workingSet, OptionalLong rss) {
    ObjectNode memory = JsonNodeFactory.instance.objectNode();
    if (workingSet.isPresent()) {
      json.set("memory", memory);
    }
    memory.put("time", at.toString());
    put(memory, "usageBytes", usage);
    put(memory, "workingSetBytes", workingSet);
    put(memory, "rssBytes", rss);
    return memory;
  }

  private static void cpu(
      ObjectNode json, Instant at, OptionalLong nanoCores, OptionalLong nanoseconds) {
    if (nanoseconds.isEmpty()) {
      return;
    }
    ObjectNode cpu = json.putObject("cpu");
    cpu.put("time", at.toString());
    put(cpu, "usageNanoCores", nanoCores);
    put(cpu, "usageCoreNanoSeconds", nanoseconds);
  }

  private static void network(ObjectNode json, Instant at, List<Interface> interfaces) {
    if (interfaces.isEmpty()) {
      return;
    }
    ObjectNode network = json.putObject("network");
    network.put("time", at.toString());
    interfaces.stream().filter(Interface::isDefault).findFirst().ifPresent(i -> put(network, i));
    ArrayNode all = network.putArray("interfaces");
    interfaces.forEach(i -> put(all.addObject(), i));
  }

  private static void put(ObjectNode json, Interface figures) {
    json.put("name", figures.name())
        .put("rxBytes", figures.receivedBytes())
        .put("rxErrors", figures.receiveErrors())
        .put("txBytes", figures.transmittedBytes())
        .put("txErrors", figures.transmitErrors());
  }

  /** The pod's own; a part of one is a volume of the task only, and counts with the whole. */
  private static void volumes(ObjectNode json, Pod pod, List<Volume> figures) {
    Set<String> names =
        pod.getSpec().getVolumes().stream()
            .map(io.fabric8.kubernetes.api.model.Volume::getName)
            .collect(Collectors.toSet());
    ArrayNode volumes = JsonNodeFactory.instance.arrayNode();
    figures.stream()
        .filter(volume -> names.contains(volume.name()))
        .forEach(
            volume ->
                volumes
                    .addObject()
                    .put("time", volume.at().toString())
                    .put("availableBytes", volume.available())
                    .put("capacityBytes", volume.capacity())
                    .put("usedBytes", volume.used())
                    .put("inodesFree", volume.inodesFree())
                    .put("inodes", volume.inodes())
                    .put("inodesUsed", volume.inodesUsed())
                    .put("name", volume.name()));
    if (!volumes.isEmpty()) {
      json.set("volume", volumes);
    }
  }

  private static void storage(ObjectNode json, Instant at, Storage figures) {
    json.putObject("ephemeral-storage")
        .put("time", at.toString())
        .put("availableBytes", Math.max(0, figures.capacity() - figures.used()))
        .put("capacityBytes", figures.capacity())
        .put("usedBytes", figures.used());
  }

  private static void put(ObjectNode json, String name, OptionalLong value) {
    value.ifPresent(v -> json.put(name, v));
  }
}
