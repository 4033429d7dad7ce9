package dev.fnk.kubelet.reference;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The content of an object, as far as pods see it. */
sealed interface ObjectData {
  /** All keys. */
  Set<String> keys();

  /** Of a secret. */
  record OfSecret(Map<String, byte[]> data) implements ObjectData {
    @Override
    public Set<String> keys() {
      return data.keySet();
    }

    /** Never shows a value. */
    @Override
    public String toString() {
      return "OfSecret[" + data.size() + " keys]";
    }
  }

  /** Of a config map. */
  record OfConfigMap(ConfigMapData content) implements ObjectData {
    @Override
    public Set<String> keys() {
      var all = new HashSet<>(content.data().keySet());
      all.addAll(content.binaryData().keySet());
      return all;
    }
  }

  /** Of an object that says something of the pods that belong to it. */
  record OfAnnotations(Map<String, String> annotations) implements ObjectData {
    @Override
    public Set<String> keys() {
      return annotations.keySet();
    }
  }

  static ObjectData annotations(HasMetadata object) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    return new OfAnnotations(annotations == null ? Map.of() : Map.copyOf(annotations));
  }

  static ObjectData of(Secret secret) {
    return new OfSecret(decoded(secret.getData()));
  }

  static ObjectData of(ConfigMap configMap) {
    Map<String, String> data = configMap.getData();
    return new OfConfigMap(
        new ConfigMapData(data == null ? Map.of() : data, decoded(configMap.getBinaryData())));
  }

  private static Map<String, byte[]> decoded(@Nullable Map<String, String> base64) {
    var octets = new LinkedHashMap<String, byte[]>();
    if (base64 != null) {
      base64.forEach((key, value) -> octets.put(key, Base64.getDecoder().decode(value)));
    }
    return octets;
  }
}
