package dev.fnk.cli.manifest;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.OptionalInt;

/**
 * One of the pods that a manifest makes; the others of it are like it.
 *
 * @param kind what makes it: {@code Pod}, {@code Deployment}, ...
 * @param name of what makes it
 * @param replicas how many there are at a time; empty: the manifest does not say
 * @param pod with the API server's defaults
 */
public record PodTemplate(
    String kind, String namespace, String name, OptionalInt replicas, Pod pod) {
  PodTemplate with(Pod other) {
    return new PodTemplate(kind, namespace, name, replicas, other);
  }

  @Override
  public String toString() {
    return kind + " " + namespace + "/" + name;
  }
}
