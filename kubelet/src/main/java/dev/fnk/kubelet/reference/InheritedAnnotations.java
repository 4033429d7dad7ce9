package dev.fnk.kubelet.reference;

import java.util.Map;

/** The annotations of what a pod belongs to: what holds for it where it says nothing itself. */
public record InheritedAnnotations(
    Map<String, String> namespace, Map<String, String> serviceAccount) {
  /** Of a pod that inherits nothing. */
  public static final InheritedAnnotations NONE = new InheritedAnnotations(Map.of(), Map.of());

  public InheritedAnnotations {
    namespace = Map.copyOf(namespace);
    serviceAccount = Map.copyOf(serviceAccount);
  }
}
