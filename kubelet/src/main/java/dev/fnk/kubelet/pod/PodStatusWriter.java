package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.task.PodSituation;
import dev.fnk.kubelet.task.TaskToPodStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a pod's status for the situation it is in, and the events that tell of the difference. */
final class PodStatusWriter {
  private final TaskToPodStatus taskToPodStatus;
  private final PodApi api;
  private final PodEvents events;
  private final InstantSource clock;

  PodStatusWriter(
      TaskToPodStatus taskToPodStatus, PodApi api, PodEvents events, InstantSource clock) {
    this.taskToPodStatus = taskToPodStatus;
    this.api = api;
    this.events = events;
    this.clock = clock;
  }

  /** Returns whether it is written; if not, the record holds the pod as it is now. */
  boolean write(PodRecord record, PodSituation situation, Map<String, @Nullable String> annotations)
      throws InterruptedException {
    Pod pod = record.pod();
    var status = taskToPodStatus.status(pod, situation, clock.instant());
    return switch (api.writeStatus(pod, status, annotations)) {
      case PodApi.Written.Done(Pod now) -> {
        for (var told : StatusEvents.between(pod.getStatus(), status)) {
          if (told.warning()) {
            events.warning(pod, told.reason(), told.message());
          } else {
            events.normal(pod, told.reason(), told.message());
          }
        }
        record.pod(now);
        yield true;
      }
      case PodApi.Written.Stale(Pod now) -> {
        record.pod(now);
        yield false;
      }
      case PodApi.Written.Gone() -> {
        record.markGone();
        yield false;
      }
    };
  }
}
