package dev.fnk.kubelet.podspec;

import dev.fnk.kubelet.agent.contract.Volume;
import dev.fnk.kubelet.reference.ConfigMapData;
import io.fabric8.kubernetes.api.model.KeyToPath;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The files of one volume, as they are put together; a later one of the same path wins. */
final class VolumeFiles {
  /** With a group it reads all that is in a volume of files. */
  private static final int READABLE_BY_GROUP = 0440;

  private final Map<String, Volume.File> files = new TreeMap<>();
  private final int defaultMode;
  private final OptionalLong group;

  /**
   * @param defaultMode permission bits
   * @param group fsGroup
   */
  VolumeFiles(int defaultMode, OptionalLong group) {
    this.defaultMode = defaultMode;
    this.group = group;
  }

  int defaultMode() {
    return defaultMode;
  }

  void add(String path, byte[] data, int mode, OptionalInt owner) throws Unavailable {
    String clean = FilePaths.clean(path);
    int bits = group.isPresent() ? mode | READABLE_BY_GROUP : mode;
    files.put(clean, new Volume.File(clean, data, bits, owner));
  }

  void add(String path, String data, @Nullable Integer mode) throws Unavailable {
    add(path, data.getBytes(StandardCharsets.UTF_8), mode);
  }

  void addSecret(Map<String, byte[]> secret, List<KeyToPath> items, boolean optional)
      throws Unavailable {
    addKeys(secret, items, optional, "references non-existent secret key: ");
  }

  void addConfigMap(ConfigMapData configMap, List<KeyToPath> items, boolean optional)
      throws Unavailable {
    var all = new HashMap<>(configMap.binaryData());
    configMap.data().forEach((key, text) -> all.put(key, text.getBytes(StandardCharsets.UTF_8)));
    addKeys(all, items, optional, "configmap references non-existent config key: ");
  }

  /** All of them, by their paths. */
  List<Volume.File> all() throws Unavailable {
    for (String path : files.keySet()) {
      for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        String directory = path.substring(0, slash);
        if (files.containsKey(directory)) {
          throw new Unavailable(
              "conflicting paths: " + directory + " is to be a file and the directory of " + path);
        }
      }
    }
    return List.copyOf(files.values());
  }

  private void addKeys(
      Map<String, byte[]> data, List<KeyToPath> items, boolean optional, String missing)
      throws Unavailable {
    if (items.isEmpty()) {
      for (var entry : data.entrySet()) {
        add(entry.getKey(), entry.getValue(), null);
      }
    }
    for (KeyToPath item : items) {
      byte[] value = data.get(item.getKey());
      if (value != null) {
        add(item.getPath(), value, item.getMode());
      } else if (!optional) {
        throw new Unavailable(missing + item.getKey());
      }
    }
  }

  private void add(String path, byte[] data, @Nullable Integer mode) throws Unavailable {
    add(path, data, mode == null ? defaultMode : mode, OptionalInt.empty());
  }
}
