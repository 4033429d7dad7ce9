package dev.fnk.kubelet.image;

import dev.fnk.kubelet.image.RegistryFailure.Kind;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a registry has under a tag or a digest. */
sealed interface Manifest {
  String DOCKER_IMAGE = "application/vnd.docker.distribution.manifest.v2+json";
  String DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
  String OCI_IMAGE = "application/vnd.oci.image.manifest.v1+json";
  String OCI_INDEX = "application/vnd.oci.image.index.v1+json";

  /** All that can be read. */
  List<String> TYPES = List.of(OCI_INDEX, DOCKER_LIST, OCI_IMAGE, DOCKER_IMAGE);

  Pattern DIGEST = Pattern.compile("sha256:[a-f0-9]{64}");

  /**
   * An image of one platform.
   *
   * @param config digest of its configuration
   */
  record Image(String config) implements Manifest {}

  /** Images of several platforms. */
  record Index(List<Entry> entries) implements Manifest {
    /** The image for this architecture's Linux; empty: there is none. */
    Optional<Entry> of(Architecture architecture) {
      return entries.stream().filter(entry -> entry.architecture() == architecture).findFirst();
    }

    Set<Architecture> architectures() {
      Set<Architecture> all = EnumSet.noneOf(Architecture.class);
      entries.forEach(entry -> all.add(entry.architecture()));
      return all;
    }
  }

  /**
   * One image for Linux on an architecture of Fargate's.
   *
   * @param digest of its manifest
   */
  record Entry(Architecture architecture, String digest) {}

  /**
   * Reads one.
   *
   * @param contentType as the registry says; what the manifest itself says counts more
   */
  static Manifest read(byte[] manifest, String contentType) throws RegistryFailure {
    JsonNode json;
    try {
      json = JsonMapper.shared().readTree(manifest);
    } catch (JacksonException _) {
      throw unusable("the manifest is not JSON");
    }
    String told = json.path("mediaType").asString("");
    String type = told.isEmpty() ? contentType.replaceFirst("\\s*;.*", "") : told;
    if (type.equals(OCI_INDEX) || type.equals(DOCKER_LIST) || json.has("manifests")) {
      return index(json);
    }
    if (type.equals(OCI_IMAGE) || type.equals(DOCKER_IMAGE)) {
      String config = json.path("config").path("digest").asString("");
      if (!DIGEST.matcher(config).matches()) {
        throw unusable("the manifest names no configuration");
      }
      return new Image(config);
    }
    throw unusable("media type \"" + printable(type) + "\" is not supported");
  }

  private static Index index(JsonNode json) {
    var entries = new ArrayList<Entry>();
    for (JsonNode entry : json.path("manifests")) {
      String type = entry.path("mediaType").asString("");
      String digest = entry.path("digest").asString("");
      if ((type.equals(OCI_IMAGE) || type.equals(DOCKER_IMAGE))
          && DIGEST.matcher(digest).matches()) {
        platform(entry.path("platform"))
            .ifPresent(architecture -> entries.add(new Entry(architecture, digest)));
      }
    }
    return new Index(List.copyOf(entries));
  }

  /** The architecture of Fargate's that this platform is; later versions of one are not. */
  static Optional<Architecture> platform(JsonNode platform) {
    String variant = platform.path("variant").asString("");
    return Architecture.ofGoName(platform.path("architecture").asString(""))
        .filter(_ -> platform.path("os").asString("").equals("linux"))
        .filter(
            architecture ->
                variant.isEmpty()
                    || variant.equals(architecture == Architecture.ARM64 ? "v8" : "v1"));
  }

  private static String printable(String text) {
    String plain = text.replaceAll("[^ -~]", "?");
    return plain.length() > 100 ? plain.substring(0, 100) : plain;
  }

  private static RegistryFailure unusable(String words) {
    return new RegistryFailure(Kind.UNUSABLE, words);
  }

  /** What octets are named by: {@code sha256:...}. */
  static String digest(byte[] octets) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(octets);
      return "sha256:" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has it", e);
    }
  }
}
