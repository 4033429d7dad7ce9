package dev.fnk.local.ecr;

import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** ECR's operations on images, over what the registry holds. */
final class ImageOperations {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int PAGE = 100;
  private static final int MAX_PAGE = 1000;

  private final String accountId;
  private final ImageStore images;
  private final ManifestCalls manifests = new ManifestCalls(InstantSource.system());

  ImageOperations(String accountId, ImageStore images) {
    this.accountId = accountId;
    this.images = images;
  }

  ObjectNode put(JsonNode input, RepositoryDirectory.Entry entry, Repository repository) {
    byte[] bytes = input.path("imageManifest").asString("").getBytes(StandardCharsets.UTF_8);
    Optional<String> tag = text(input, "imageTag");
    Image image;
    try {
      image = manifests.image(bytes, text(input, "imageManifestMediaType").orElse(""), repository);
    } catch (RegistryError e) {
      String code =
          e.code().equals("MANIFEST_BLOB_UNKNOWN")
              ? "LayersNotFoundException"
              : "InvalidParameterException";
      throw new AwsError(400, code, String.valueOf(e.getMessage()));
    }
    if (text(input, "imageDigest").filter(d -> !d.equals(image.digest().toString())).isPresent()) {
      throw new AwsError(
          400, "ImageDigestDoesNotMatchException", "the manifest's digest is " + image.digest());
    }
    boolean known =
        tag.isPresent()
            ? repository.tags(image.digest()).contains(tag.get())
            : repository.image(image.digest()).isPresent();
    if (known) {
      throw new AwsError(
          400,
          "ImageAlreadyExistsException",
          "Image with digest '%s' and tag '%s' already exists in the repository with name '%s' in registry with id '%s'"
              .formatted(image.digest(), tag.orElse(""), name(input), accountId));
    }
    if (!repository.put(image, tag, entry.immutable())) {
      throw new AwsError(
          400,
          "ImageTagAlreadyExistsException",
          "The image tag '%s' already exists in the '%s' repository and cannot be overwritten because the repository is immutable."
              .formatted(tag.orElse(""), name(input)));
    }
    ObjectNode answer = JSON.createObjectNode();
    answer.set("image", imageJson(input, image, tag));
    return answer;
  }

  ObjectNode get(JsonNode input, Repository repository) {
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode found = answer.putArray("images");
    ArrayNode failures = answer.putArray("failures");
    for (JsonNode id : input.path("imageIds")) {
      Optional<Image> image = find(id, repository);
      if (image.isPresent()) {
        found.add(imageJson(input, image.get(), text(id, "imageTag")));
      } else {
        failures.add(failure(id));
      }
    }
    return answer;
  }

  ObjectNode delete(JsonNode input, Repository repository) {
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode deleted = answer.putArray("imageIds");
    ArrayNode failures = answer.putArray("failures");
    for (JsonNode id : input.path("imageIds")) {
      Optional<Image> image = find(id, repository);
      if (image.isEmpty()) {
        failures.add(failure(id));
        continue;
      }
      Digest digest = image.get().digest();
      List<String> tags =
          text(id, "imageTag").map(List::of).orElseGet(() -> repository.tags(digest));
      if (id.has("imageTag")) {
        tags.forEach(repository::untag);
      } else {
        repository.remove(digest);
      }
      tags.forEach(tag -> deleted.add(imageId(digest, Optional.of(tag))));
      if (tags.isEmpty()) {
        deleted.add(imageId(digest, Optional.empty()));
      }
    }
    return answer;
  }

  ObjectNode list(JsonNode input, Repository repository) {
    List<Listed> ids = new ArrayList<>();
    for (Image image : sorted(input, repository)) {
      List<String> tags = repository.tags(image.digest());
      tags.forEach(
          tag -> ids.add(Listed.of(image, tag, imageId(image.digest(), Optional.of(tag)))));
      if (tags.isEmpty()) {
        ids.add(Listed.of(image, "", imageId(image.digest(), Optional.empty())));
      }
    }
    return page(input, "imageIds", ids);
  }

  ObjectNode describe(JsonNode input, Repository repository) {
    List<Image> chosen;
    if (input.path("imageIds").isEmpty()) {
      chosen = sorted(input, repository);
    } else {
      chosen = new ArrayList<>();
      for (JsonNode id : input.path("imageIds")) {
        chosen.add(
            find(id, repository)
                .orElseThrow(
                    () ->
                        new AwsError(
                            400,
                            "ImageNotFoundException",
                            "The image with imageId %s does not exist within the repository with name '%s' in the registry with id '%s'"
                                .formatted(JSON.writeValueAsString(id), name(input), accountId))));
      }
    }
    List<Listed> details =
        chosen.stream()
            .distinct()
            .map(image -> Listed.of(image, "", detail(input, image, repository)))
            .toList();
    return page(input, "imageDetails", details);
  }

  ObjectNode layers(JsonNode input, Repository repository) {
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode layers = answer.putArray("layers");
    ArrayNode failures = answer.putArray("failures");
    for (JsonNode text : input.path("layerDigests")) {
      Optional<Digest> digest = Digest.parse(text.asString(""));
      if (digest.filter(repository::holds).isPresent()) {
        layers
            .addObject()
            .put("layerDigest", text.asString(""))
            .put("layerAvailability", "AVAILABLE")
            .put("layerSize", size(digest.get()));
      } else {
        failures
            .addObject()
            .put("layerDigest", text.asString(""))
            .put("failureCode", digest.isPresent() ? "MissingLayerDigest" : "InvalidLayerDigest")
            .put("failureReason", "the layer is not in the repository");
      }
    }
    return answer;
  }

  private long size(Digest digest) {
    try {
      return images.blobs().size(digest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Image> find(JsonNode id, Repository repository) {
    Optional<Image> tagged = text(id, "imageTag").flatMap(repository::tagged);
    Optional<String> digest = text(id, "imageDigest");
    if (!id.has("imageTag")) {
      return digest.flatMap(Digest::parse).flatMap(repository::image);
    }
    return tagged.filter(
        image -> digest.filter(other -> !other.equals(image.digest().toString())).isEmpty());
  }

  private static ObjectNode failure(JsonNode id) {
    ObjectNode failure = JSON.createObjectNode();
    failure.set("imageId", id);
    boolean named = id.has("imageTag") || id.has("imageDigest");
    return failure
        .put("failureCode", named ? "ImageNotFound" : "MissingDigestAndTag")
        .put(
            "failureReason",
            named
                ? "Requested image not found"
                : "Invalid request parameters: both tag and digest cannot be null");
  }

  private static List<Image> sorted(JsonNode input, Repository repository) {
    String status = input.path("filter").path("tagStatus").asString("ANY");
    return repository.images().stream()
        .filter(
            image ->
                status.equals("ANY")
                    || status.equals("TAGGED") != repository.tags(image.digest()).isEmpty())
        .sorted(Comparator.comparing(Image::pushedAt).thenComparing(i -> i.digest().hex()))
        .toList();
  }

  private static ObjectNode page(JsonNode input, String member, List<Listed> all) {
    int size = Math.clamp(input.path("maxResults").asInt(PAGE), 1, MAX_PAGE);
    Page<Listed> page;
    try {
      page = Page.of(all, Listed::position, size, text(input, "nextToken"));
    } catch (IllegalArgumentException _) {
      throw new AwsError(400, "InvalidParameterException", "nextToken is invalid.");
    }
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode items = answer.putArray(member);
    page.items().forEach(item -> items.add(item.json()));
    page.nextToken().ifPresent(next -> answer.put("nextToken", next));
    return answer;
  }

  /**
   * An element of a list.
   *
   * @param position its own alone; positions sort as the list does
   */
  private record Listed(String position, ObjectNode json) {
    static Listed of(Image image, String tag, ObjectNode json) {
      Instant pushed = image.pushedAt();
      return new Listed(
          "%012d.%09d %s %s"
              .formatted(pushed.getEpochSecond(), pushed.getNano(), image.digest().hex(), tag),
          json);
    }
  }

  private ObjectNode detail(JsonNode input, Image image, Repository repository) {
    ObjectNode detail =
        JSON.createObjectNode()
            .put("registryId", accountId)
            .put("repositoryName", name(input))
            .put("imageDigest", image.digest().toString())
            .put("imageSizeInBytes", image.size())
            .put("imagePushedAt", image.pushedAt().toEpochMilli() / 1000.0)
            .put("imageManifestMediaType", image.mediaType());
    List<String> tags = repository.tags(image.digest());
    if (!tags.isEmpty()) {
      tags.forEach(detail.putArray("imageTags")::add);
    }
    return detail;
  }

  private ObjectNode imageJson(JsonNode input, Image image, Optional<String> tag) {
    ObjectNode whole =
        JSON.createObjectNode()
            .put("registryId", accountId)
            .put("repositoryName", name(input))
            .put("imageManifest", new String(image.manifest(), StandardCharsets.UTF_8))
            .put("imageManifestMediaType", image.mediaType());
    whole.set("imageId", imageId(image.digest(), tag));
    return whole;
  }

  private static ObjectNode imageId(Digest digest, Optional<String> tag) {
    ObjectNode id = JSON.createObjectNode().put("imageDigest", digest.toString());
    tag.ifPresent(name -> id.put("imageTag", name));
    return id;
  }

  private static Optional<String> text(JsonNode input, String member) {
    return Optional.of(input.path(member).asString("")).filter(value -> !value.isEmpty());
  }

  private static String name(JsonNode input) {
    return input.path("repositoryName").asString("");
  }
}
