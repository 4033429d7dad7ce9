package dev.fnk.kubelet.reference;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One place of a pod's spec that names an object of its namespace.
 *
 * @param key that the object is to have; empty: whatever it has
 * @param optional whether the pod runs without it
 */
public record Need(Kind kind, String name, String key, boolean optional, Place place) {
  /** What is named. */
  public enum Kind {
    SECRET("Secret", "secret"),
    CONFIG_MAP("ConfigMap", "configmap"),
    SERVICE_ACCOUNT("ServiceAccount", "serviceaccount"),
    NAMESPACE("Namespace", "namespace");

    private final String title;
    private final String word;

    Kind(String title, String word) {
      this.title = title;
      this.word = word;
    }

    /** As Kubernetes calls it: {@code Secret}, {@code ConfigMap}. */
    public String title() {
      return title;
    }

    /** One of it in the kubelet's words: {@code secret "a"}. */
    String told(String name) {
      return word + " \"" + name + "\"";
    }
  }

  /** Where it is named, and so what waits for it. */
  public enum Place {
    /** A container waits: CreateContainerConfigError. */
    ENVIRONMENT,
    /** The whole pod waits: FailedMount. */
    VOLUME,
    /** Nothing waits: the image is asked for without it. */
    PULL_SECRET
  }

  /** An object that may be named more than once. */
  public record Target(Kind kind, String name) {}

  Target target() {
    return new Target(kind, name);
  }

  /**
   * What is missing for it.
   *
   * @param keys of the objects that there are
   * @return in the kubelet's words; empty: nothing
   */
  Optional<String> missing(String namespace, Map<Target, Set<String>> keys) {
    Set<String> there = keys.get(target());
    if (there == null) {
      return Optional.of(kind.told(name) + " not found");
    }
    if (key.isEmpty() || there.contains(key)) {
      return Optional.empty();
    }
    return Optional.of(
        switch (place) {
          case VOLUME ->
              kind == Kind.SECRET
                  ? "references non-existent secret key: " + key
                  : "configmap references non-existent config key: " + key;
          case ENVIRONMENT, PULL_SECRET ->
              "couldn't find key " + key + " in " + kind.title + " " + namespace + "/" + name;
        });
  }
}
