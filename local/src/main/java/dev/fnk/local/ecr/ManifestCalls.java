package dev.fnk.local.ecr;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

/** Pulls and pushes of manifests. */
final class ManifestCalls {
  /** ECR's own limit is lower for all but indexes. */
  private static final int MAX_MANIFEST = 4 << 20;

  private final InstantSource clock;

  ManifestCalls(InstantSource clock) {
    this.clock = clock;
  }

  void handle(HttpExchange exchange, RegistryPath path, Repository repository, boolean immutable)
      throws IOException {
    switch (exchange.getRequestMethod()) {
      case "GET", "HEAD" -> get(exchange, path, repository);
      case "PUT" -> put(exchange, path, repository, immutable);
      default -> throw RegistryHandler.unsupported(exchange);
    }
  }

  private static void get(HttpExchange exchange, RegistryPath path, Repository repository)
      throws IOException {
    Image image =
        Digest.parse(path.reference())
            .map(repository::image)
            .orElseGet(() -> repository.tagged(path.reference()))
            .orElseThrow(
                () ->
                    new RegistryError(
                        404, "MANIFEST_UNKNOWN", "Requested image not found: " + path.reference()));
    exchange.getResponseHeaders().set("Content-Type", image.mediaType());
    exchange.getResponseHeaders().set("Docker-Content-Digest", image.digest().toString());
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", "" + image.manifest().length);
      exchange.sendResponseHeaders(200, -1);
    } else {
      exchange.sendResponseHeaders(200, image.manifest().length);
      exchange.getResponseBody().write(image.manifest());
    }
  }

  private void put(
      HttpExchange exchange, RegistryPath path, Repository repository, boolean immutable)
      throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_MANIFEST + 1);
    if (body.length > MAX_MANIFEST) {
      throw new RegistryError(413, "SIZE_INVALID", "the manifest is larger than 4 MiB");
    }
    Optional<Digest> named = Digest.parse(path.reference());
    String contentType =
        Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Content-Type"), "");
    Image image = image(body, contentType, repository);
    if (named.filter(digest -> !digest.equals(image.digest())).isPresent()) {
      throw RegistryError.digestInvalid(path.reference());
    }
    Optional<String> tag = named.isPresent() ? Optional.empty() : Optional.of(path.reference());
    if (!repository.put(image, tag, immutable)) {
      throw new RegistryError(
          400,
          "TAG_INVALID",
          "The image tag '%s' already exists in the '%s' repository and cannot be overwritten because the repository is immutable."
              .formatted(path.reference(), path.repository()));
    }
    exchange.getResponseHeaders().set("Docker-Content-Digest", image.digest().toString());
    exchange
        .getResponseHeaders()
        .set("Location", "/v2/" + path.repository() + "/manifests/" + image.digest());
    exchange.sendResponseHeaders(201, -1);
  }

  /**
   * An image of a manifest whose parts are all there.
   *
   * @param contentType media type that came with it, empty when none did
   */
  Image image(byte[] body, String contentType, Repository repository) {
    Manifest manifest =
        Manifest.parse(body)
            .orElseThrow(
                () -> new RegistryError(400, "MANIFEST_INVALID", "this is no image manifest"));
    for (Digest blob : manifest.blobs()) {
      if (!repository.holds(blob)) {
        throw new RegistryError(
            400, "MANIFEST_BLOB_UNKNOWN", "the manifest names a blob that is not there: " + blob);
      }
    }
    for (Digest each : manifest.manifests()) {
      if (repository.image(each).isEmpty()) {
        throw new RegistryError(
            400, "MANIFEST_BLOB_UNKNOWN", "the index names an image that is not there: " + each);
      }
    }
    String mediaType =
        contentType.isEmpty()
            ? manifest.mediaType().orElse("application/vnd.oci.image.manifest.v1+json")
            : contentType;
    return new Image(Digest.of(body), body, mediaType, manifest.size(), clock.instant());
  }
}
