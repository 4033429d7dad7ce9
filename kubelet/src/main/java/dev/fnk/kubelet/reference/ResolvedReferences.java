package dev.fnk.kubelet.reference;

import java.util.List;
import java.util.Map;

/**
 * All that a pod's spec refers to. What is optional and does not exist is not in it.
 *
 * @param secrets of the pod's namespace, by name, their data by key
 * @param configMaps of the pod's namespace, by name
 * @param tokens of the pod's service account
 * @param services those that its environment is to tell of: its namespace's, unless it wants no
 *     service links, and {@code kubernetes}; by name
 */
public record ResolvedReferences(
    Map<String, Map<String, byte[]>> secrets,
    Map<String, ConfigMapData> configMaps,
    Map<TokenKind, ServiceAccountToken> tokens,
    List<ServiceAddress> services) {
  /** Of a pod that refers to nothing. */
  public static final ResolvedReferences NONE =
      new ResolvedReferences(Map.of(), Map.of(), Map.of(), List.of());

  public ResolvedReferences {
    secrets = Map.copyOf(secrets);
    configMaps = Map.copyOf(configMaps);
    tokens = Map.copyOf(tokens);
    services = List.copyOf(services);
  }

  /** Never shows a value. */
  @Override
  public String toString() {
    return "ResolvedReferences[secrets="
        + secrets.keySet()
        + ", configMaps="
        + configMaps.keySet()
        + ", tokens="
        + tokens.keySet()
        + "]";
  }
}
