package dev.fnk.kubelet.task;

import dev.fnk.kubelet.contract.FargateSize;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The content of a task definition: all that equal pods share, so that a thousand replicas cost one
 * registration.
 *
 * @param size the task's CPU and memory
 * @param ephemeralStorageGiB 21 to 200; empty: the 20 that come for free
 * @param volumes names of the volumes shared by the task's containers
 * @param architecture as ECS calls it: {@code X86_64} or {@code ARM64}
 * @param fileSystems those of the volumes that are no scratch space, by name
 */
public record TaskTemplate(
    FargateSize size,
    OptionalInt ephemeralStorageGiB,
    String executionRoleArn,
    Optional<String> taskRoleArn,
    List<ContainerTemplate> containers,
    List<String> volumes,
    String architecture,
    Map<String, EfsVolume> fileSystems) {
  /** Raised when the translation of a template to a task definition changes. */
  private static final int FORMAT = 1;

  private static final JsonMapper CANONICAL =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  public TaskTemplate {
    containers = List.copyOf(containers);
    volumes = List.copyOf(volumes);
    fileSystems = Map.copyOf(fileSystems);
  }

  /**
   * Family of its task definition: {@code fnk-LAB-HASH}, the hash being the first 128 bits of the
   * SHA-256 of the content.
   */
  public String family(String lab) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update((byte) FORMAT);
      byte[] hash =
          digest.digest(CANONICAL.writeValueAsString(this).getBytes(StandardCharsets.UTF_8));
      return "fnk-" + lab + "-" + HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
