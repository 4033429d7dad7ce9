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

  private static final int OWNERS_ONLY = 0600;
  private static final int DEFAULT_MODE = 0644;

  private final Map<String, Volume.File> files = new TreeMap<>();
  private final int defaultMode;
  private final @Nullable Long defaultUser;
  private final OptionalLong group;

  /**
   * @param defaultMode permission bits; null: 0644
   * @param defaultUser owner of files that name none; null: root
   * @param group fsGroup
   */
  VolumeFiles(@Nullable Integer defaultMode, @Nullable Long defaultUser, OptionalLong group) {
    this.defaultMode = defaultMode == null ? DEFAULT_MODE : defaultMode;
    this.defaultUser = defaultUser;
    this.group = group;
  }

  /**
   * A file that is no secret.
   *
   * @param mode null: the volume's
   * @param user owner; null: the volume's
   */
  void add(String path, String data, @Nullable Integer mode, @Nullable Long user)
      throws Unavailable {
    add(path, data.getBytes(StandardCharsets.UTF_8), mode, user);
  }

  /**
   * A token: nobody else is to read it where it is known who does.
   *
   * @param user owner; null: the volume's
   * @param onlyUser whom all containers run as, who is its owner if nobody was named
   */
  void addToken(String path, String token, @Nullable Long user, OptionalInt onlyUser)
      throws Unavailable {
    Long named = user == null ? defaultUser : user;
    byte[] data = token.getBytes(StandardCharsets.UTF_8);
    if (named != null) {
      add(path, data, null, named);
    } else {
      boolean readersKnown = onlyUser.isPresent() || group.isPresent();
      put(path, data, readersKnown ? OWNERS_ONLY : defaultMode, onlyUser);
    }
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
        add(entry.getKey(), entry.getValue(), null, null);
      }
    }
    for (KeyToPath item : items) {
      byte[] value = data.get(item.getKey());
      if (value != null) {
        add(item.getPath(), value, item.getMode(), item.getUser());
      } else if (!optional) {
        throw new Unavailable(missing + item.getKey());
      }
    }
  }

  private void add(String path, byte[] data, @Nullable Integer mode, @Nullable Long user)
      throws Unavailable {
    Long owner = user == null ? defaultUser : user;
    put(
        path,
        data,
        mode == null ? defaultMode : mode,
        owner == null
            ? OptionalInt.empty()
            : OptionalInt.of(Math.clamp(owner, 0, Integer.MAX_VALUE)));
  }

  private void put(String path, byte[] data, int mode, OptionalInt owner) throws Unavailable {
    String clean = FilePaths.clean(path);
    int bits = group.isPresent() ? mode | READABLE_BY_GROUP : mode;
    files.put(clean, new Volume.File(clean, data, bits, owner));
  }
}
