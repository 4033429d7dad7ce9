package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.contract.AnnotationKeys;
import dev.fnk.kubelet.task.TaskView;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the node notes at the pod itself, for it has no store, and for people. Whoever makes pods
 * can write the same, so but for the attempt and the task that is replaced nothing is read back: a
 * task says itself whose it is. A node may change annotations of its own pods through the status
 * subresource (labels and owners it may not).
 */
final class PodAnnotations {
  private static final String MIRROR = "kubernetes.io/config.mirror";

  private PodAnnotations() {}

  static int attempt(Pod pod) {
    String value = all(pod).get(AnnotationKeys.ATTEMPT);
    if (value == null || !value.matches("[0-9]{1,9}")) {
      return 0;
    }
    return Integer.parseInt(value);
  }

  /**
   * The notes of a record at its pod; null removes one. What already says the same in other words
   * stays as it is.
   */
  static Map<String, @Nullable String> of(PodRecord record, Pod pod) {
    var notes = new LinkedHashMap<String, @Nullable String>();
    boolean first = record.attempt() == 0 && record.task().isEmpty();
    notes.put(AnnotationKeys.ATTEMPT, first ? null : Integer.toString(record.attempt()));
    notes.put(AnnotationKeys.TASK, name(record.task(), all(pod).get(AnnotationKeys.TASK)));
    notes.put(
        AnnotationKeys.PREVIOUS_TASK,
        name(record.previousTask(), all(pod).get(AnnotationKeys.PREVIOUS_TASK)));
    notes.put(
        AnnotationKeys.REPLACED_TASK,
        record.replacing().flatMap(_ -> record.task()).map(TaskView::idOf).orElse(null));
    record
        .sizing()
        .ifPresent(
            sizing -> {
              notes.put(AnnotationKeys.SIZE, sizing.size().toString());
              notes.put(AnnotationKeys.UNUSED, sizing.unused().toString());
              notes.put(AnnotationKeys.CAPACITY_PROVISIONED, sizing.size().provisioned());
            });
    notes.entrySet().removeIf(note -> Objects.equals(note.getValue(), all(pod).get(note.getKey())));
    return notes;
  }

  private static @Nullable String name(Optional<String> task, @Nullable String noted) {
    return noted != null
            && task.filter(t -> TaskView.idOf(t).equals(TaskView.idOf(noted))).isPresent()
        ? noted
        : task.orElse(null);
  }

  /** Whether it was noted that the task is brought to its end for its images. */
  static boolean replaced(Pod pod, TaskView task) {
    return TaskView.idOf(task.arn()).equals(all(pod).get(AnnotationKeys.REPLACED_TASK));
  }

  /** Whether it was noted that it is the pod's task, and with that what it was given. */
  static boolean noted(Pod pod, TaskView task) {
    String noted = all(pod).get(AnnotationKeys.TASK);
    return noted != null && TaskView.idOf(noted).equals(TaskView.idOf(task.arn()));
  }

  static boolean mirror(Pod pod) {
    return all(pod).containsKey(MIRROR);
  }

  static Map<String, String> all(Pod pod) {
    Map<String, String> annotations = pod.getMetadata().getAnnotations();
    return annotations == null ? Map.of() : annotations;
  }
}
