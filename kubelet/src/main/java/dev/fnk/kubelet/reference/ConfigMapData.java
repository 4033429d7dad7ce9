package dev.fnk.kubelet.reference;

import java.util.Map;

/**
 * A config map's content.
 *
 * @param data texts by key
 * @param binaryData octets by key; no key of {@code data}
 */
public record ConfigMapData(Map<String, String> data, Map<String, byte[]> binaryData) {
  public ConfigMapData {
    data = Map.copyOf(data);
    binaryData = Map.copyOf(binaryData);
  }

  /** Never shows a value. */
  @Override
  public String toString() {
    return "ConfigMapData[" + (data.size() + binaryData.size()) + " keys]";
  }
}
