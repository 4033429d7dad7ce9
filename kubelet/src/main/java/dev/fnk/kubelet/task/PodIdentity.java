package dev.fnk.kubelet.task;

import dev.fnk.kubelet.contract.PodVariables;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whose task it is, and of which images. It travels in the environment of the task's first
 * container, which DescribeTasks returns for stopped tasks too (tags it does not).
 *
 * @param attempt counts the pod's tasks from 0
 * @param images by container, as the pod named them when the task was asked for; the task
 *     definition has them by digest
 */
public record PodIdentity(
    String namespace, String name, String uid, int attempt, Map<String, String> images) {
  public PodIdentity {
    images = Collections.unmodifiableMap(new LinkedHashMap<>(images));
  }

  /** Of a task that does not say which images it has. */
  public PodIdentity(String namespace, String name, String uid, int attempt) {
    this(namespace, name, uid, attempt, Map.of());
  }

  public static PodIdentity of(Pod pod, int attempt) {
    var meta = pod.getMetadata();
    var images = new LinkedHashMap<String, String>();
    for (Container container : ContainerMapping.all(pod.getSpec())) {
      if (container.getImage() != null) {
        images.put(container.getName(), container.getImage());
      }
    }
    return new PodIdentity(meta.getNamespace(), meta.getName(), meta.getUid(), attempt, images);
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
      Map<String, String> images = images(environment.getOrDefault(PodVariables.IMAGES, ""));
      return Optional.of(new PodIdentity(namespace, name, uid, Integer.parseInt(attempt), images));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  /** Neither a container's name nor an image has a blank, nor the former an equals sign. */
  private static Map<String, String> images(String text) {
    var images = new LinkedHashMap<String, String>();
    for (String pair : text.split(" ", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        images.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
    return images;
  }

  public Map<String, String> environment() {
    var environment = new LinkedHashMap<String, String>();
    environment.put(PodVariables.NAMESPACE, namespace);
    environment.put(PodVariables.NAME, name);
    environment.put(PodVariables.UID, uid);
    environment.put(PodVariables.ATTEMPT, Integer.toString(attempt));
    if (!images.isEmpty()) {
      environment.put(
          PodVariables.IMAGES,
          images.entrySet().stream()
              .map(image -> image.getKey() + "=" + image.getValue())
              .collect(Collectors.joining(" ")));
    }
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
