package dev.fnk.cli.resource.kubernetes;

import dev.fnk.cli.resource.ObservedState;
import dev.fnk.kubelet.contract.AnnotationKeys;
import dev.fnk.kubelet.contract.CpuAndMemory;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pods of the node, with their tasks as the node wrote them down at the pods. */
public final class PodReader {
  private PodReader() {}

  /**
   * A pod and its task.
   *
   * @param task ARN
   * @param size of the task
   * @param unused what of it the pod did not ask for
   */
  public record Row(
      String namespace,
      String name,
      String phase,
      Optional<String> ip,
      Optional<String> task,
      Optional<CpuAndMemory> size,
      Optional<CpuAndMemory> unused) {}

  /** All pods on the node, by namespace and name; none where there is no API server. */
  public static List<Row> read(ClusterAccess access, ObservedState known, String node) {
    return access
        .ask(known, client -> Optional.of(NodePods.on(client, node)))
        .orElseGet(List::of)
        .stream()
        .map(PodReader::row)
        .sorted(Comparator.comparing(Row::namespace).thenComparing(Row::name))
        .toList();
  }

  private static Row row(Pod pod) {
    var meta = pod.getMetadata();
    Map<String, String> notes = meta.getAnnotations() == null ? Map.of() : meta.getAnnotations();
    var phase = meta.getDeletionTimestamp() == null ? pod.getStatus().getPhase() : "Terminating";
    return new Row(
        meta.getNamespace(),
        meta.getName(),
        phase == null ? "Pending" : phase,
        Optional.ofNullable(pod.getStatus().getPodIP()),
        Optional.ofNullable(notes.get(AnnotationKeys.TASK)),
        amount(notes, AnnotationKeys.SIZE),
        amount(notes, AnnotationKeys.UNUSED));
  }

  private static Optional<CpuAndMemory> amount(Map<String, String> notes, String key) {
    return Optional.ofNullable(notes.get(key)).flatMap(CpuAndMemory::parse);
  }
}
