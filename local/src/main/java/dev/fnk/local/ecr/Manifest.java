package dev.fnk.local.ecr;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a manifest refers to.
 *
 * @param mediaType its own field, when it has one
 * @param blobs configuration and layers; foreign layers, which have URLs, are left out
 * @param manifests the images of an index
 * @param size octets of configuration and layers
 */
record Manifest(Optional<String> mediaType, List<Digest> blobs, List<Digest> manifests, long size) {
  private static final JsonMapper JSON = new JsonMapper();

  Manifest {
    blobs = List.copyOf(blobs);
    manifests = List.copyOf(manifests);
  }

  /** Reads a manifest; empty when it is none. */
  static Optional<Manifest> parse(byte[] bytes) {
    try {
      JsonNode root = JSON.readTree(bytes);
      List<JsonNode> parts = new ArrayList<>();
      if (root.has("config")) {
        parts.add(root.path("config"));
      }
      root.path("layers").forEach(parts::add);
      List<Digest> blobs = new ArrayList<>();
      long size = 0;
      for (JsonNode part : parts) {
        if (!part.has("urls")) {
          blobs.add(digest(part));
        }
        size += part.path("size").asLong(0);
      }
      List<Digest> manifests = new ArrayList<>();
      root.path("manifests").forEach(each -> manifests.add(digest(each)));
      if (!root.isObject() || parts.isEmpty() == !root.has("manifests")) {
        return Optional.empty();
      }
      Optional<String> mediaType =
          Optional.of(root.path("mediaType").asString("")).filter(text -> !text.isEmpty());
      return Optional.of(new Manifest(mediaType, blobs, manifests, size));
    } catch (JacksonException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static Digest digest(JsonNode descriptor) {
    return Digest.parse(descriptor.path("digest").asString(""))
        .orElseThrow(() -> new IllegalArgumentException("no digest"));
  }
}
