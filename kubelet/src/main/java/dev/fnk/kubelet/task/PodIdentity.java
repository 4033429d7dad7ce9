package dev.fnk.kubelet.task;

import dev.fnk.kubelet.contract.PodVariables;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whose task it is. It travels in the environment of the task's first container, which
 * DescribeTasks returns for stopped tasks too (tags it does not).
 *
 * @param attempt counts the pod's tasks from 0
 */
public record PodIdentity(String namespace, String name, String uid, int attempt) {
  public static PodIdentity of(Pod pod, int attempt) {
    var meta = pod.getMetadata();
    return new PodIdentity(meta.getNamespace(), meta.getName(), meta.getUid(), attempt);
  }

  /** Reads what {@link #environment} wrote; empty for tasks of others. */
  public static Optional<PodIdentity> from(Map<String, String> environment) {
    String namespace = environment.get(PodVariables.NAMESPACE);
    String name = environment.get(PodVariables.NAME);
    String uid = environment.get(PodVariables.UID);
    String attempt = environment.get(PodVariables.ATTEMPT);
    if (namespace == null || name == null || uid == null || attempt == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new PodIdentity(namespace, name, uid, Integer.parseInt(attempt)));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  public Map<String, String> environment() {
    var environment = new LinkedHashMap<String, String>();
    environment.put(PodVariables.NAMESPACE, namespace);
    environment.put(PodVariables.NAME, name);
    environment.put(PodVariables.UID, uid);
    environment.put(PodVariables.ATTEMPT, Integer.toString(attempt));
    return environment;
  }

  /**
   * RunTask's idempotency token (at most 64 characters): a call that is made again never starts a
   * second task for the same attempt.
   */
  public String clientToken() {
    return uid + "-" + attempt;
  }

  @Override
  public String toString() {
    return namespace + "/" + name + "#" + attempt;
  }
}
