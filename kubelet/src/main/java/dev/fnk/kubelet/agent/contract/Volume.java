package dev.fnk.kubelet.agent.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What the agent lays into a volume of the task, which it finds at {@code /.fnk-volumes/NAME}.
 *
 * @param scratch an emptyDir: made writable for all, then left to the containers; it has no files
 * @param files all that is to be in it, laid as the kubelet does: changed in one go by the symlink
 *     {@code ..data}
 * @param group owns volume and files (fsGroup), with the directory's set-group-id bit; empty: 0
 * @param places where files of it lie in containers' roots, put there with each start; they do not
 *     follow
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Volume(
    String name, boolean scratch, List<File> files, OptionalLong group, List<Place> places) {
  public Volume {
    files = List.copyOf(files);
    places = List.copyOf(places);
  }

  /** Of which no file lies elsewhere. */
  public Volume(String name, boolean scratch, List<File> files, OptionalLong group) {
    this(name, scratch, files, group, List.of());
  }

  /** The same with files in these places. */
  public Volume at(List<Place> its) {
    return new Volume(name, scratch, files, group, its);
  }

  /**
   * A mount of one file (subPath).
   *
   * @param path of the file, within the volume
   * @param target absolute, in the container's root
   */
  public record Place(String container, String path, String target) {}

  /**
   * One file; may be a secret.
   *
   * @param path within the volume; neither absolute nor with {@code ..}
   * @param data Base64 in JSON
   * @param mode permission bits, 0 to 0777
   * @param uid owner; empty: 0
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @SuppressWarnings("ArrayRecordComponent") // JSON knows Base64 for byte arrays
  public record File(String path, byte[] data, int mode, OptionalInt uid) {
    /** Never shows the data. */
    @Override
    public String toString() {
      return path;
    }
  }
}
