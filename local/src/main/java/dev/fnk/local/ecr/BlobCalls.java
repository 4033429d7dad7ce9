package dev.fnk.local.ecr;

import com.sun.net.httpserver.HttpExchange;
import dev.fnk.local.uri.QueryString;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pulls and uploads of blobs. */
final class BlobCalls {
  private static final Pattern CONTENT_RANGE = Pattern.compile("(?:bytes )?(\\d{1,18})-.*");

  private final ImageStore images;
  private final BlobStore blobs;

  BlobCalls(ImageStore images) {
    this.images = images;
    this.blobs = images.blobs();
  }

  void blob(HttpExchange exchange, RegistryPath path, Repository repository) throws IOException {
    Digest digest =
        Digest.parse(path.reference())
            .filter(repository::holds)
            .orElseThrow(() -> RegistryError.blobUnknown(path.reference()));
    exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
    exchange.getResponseHeaders().set("Docker-Content-Digest", digest.toString());
    long size = blobs.size(digest);
    switch (exchange.getRequestMethod()) {
      case "HEAD" -> {
        exchange.getResponseHeaders().set("Content-Length", Long.toString(size));
        exchange.sendResponseHeaders(200, -1);
      }
      case "GET" -> {
        exchange.sendResponseHeaders(200, size == 0 ? -1 : size);
        try (InputStream content = blobs.open(digest)) {
          content.transferTo(exchange.getResponseBody());
        }
      }
      default -> throw RegistryHandler.unsupported(exchange);
    }
  }

  void begin(HttpExchange exchange, RegistryPath path, Repository repository, String region)
      throws IOException {
    if (!exchange.getRequestMethod().equals("POST")) {
      throw RegistryHandler.unsupported(exchange);
    }
    QueryString query = query(exchange);
    Optional<Digest> mounted =
        query
            .get("mount")
            .flatMap(Digest::parse)
            .filter(
                digest ->
                    query
                        .get("from")
                        .filter(from -> images.repository(region, from).holds(digest))
                        .isPresent());
    if (mounted.isPresent()) {
      created(exchange, path, repository, mounted.get());
      return;
    }
    String id = blobs.begin();
    if (query.get("digest").isPresent()) {
      blobs.append(id, exchange.getRequestBody());
      complete(exchange, path, repository, id, query.get("digest").get());
      return;
    }
    accepted(exchange, path, id, 0);
  }

  void upload(HttpExchange exchange, RegistryPath path, Repository repository) throws IOException {
    String id = path.reference();
    long received =
        blobs.received(id).orElseThrow(() -> RegistryError.uploadUnknown(path.reference()));
    switch (exchange.getRequestMethod()) {
      case "PATCH" -> {
        checkRange(exchange, received);
        accepted(exchange, path, id, blobs.append(id, exchange.getRequestBody()));
      }
      case "PUT" -> {
        checkRange(exchange, received);
        blobs.append(id, exchange.getRequestBody());
        String digest =
            query(exchange).get("digest").orElseThrow(() -> RegistryError.digestInvalid("none"));
        complete(exchange, path, repository, id, digest);
      }
      case "GET" -> {
        progress(exchange, path, id, received);
        exchange.sendResponseHeaders(204, -1);
      }
      case "DELETE" -> {
        blobs.cancel(id);
        exchange.sendResponseHeaders(204, -1);
      }
      default -> throw RegistryHandler.unsupported(exchange);
    }
  }

  private void complete(
      HttpExchange exchange, RegistryPath path, Repository repository, String id, String text)
      throws IOException {
    Digest digest = Digest.parse(text).orElseThrow(() -> RegistryError.digestInvalid(text));
    if (!blobs.complete(id, digest)) {
      throw RegistryError.digestInvalid(text);
    }
    created(exchange, path, repository, digest);
  }

  /** A chunk has to begin where the last one ended. */
  private static void checkRange(HttpExchange exchange, long received) {
    String range =
        Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Content-Range"), "");
    Matcher matcher = CONTENT_RANGE.matcher(range);
    if (matcher.matches() && Long.parseLong(matcher.group(1)) != received) {
      throw new RegistryError(
          416, "BLOB_UPLOAD_INVALID", received + " octets have come; the chunk begins elsewhere");
    }
  }

  private static void created(
      HttpExchange exchange, RegistryPath path, Repository repository, Digest digest)
      throws IOException {
    repository.link(digest);
    exchange.getResponseHeaders().set("Docker-Content-Digest", digest.toString());
    exchange.getResponseHeaders().set("Location", "/v2/" + path.repository() + "/blobs/" + digest);
    exchange.sendResponseHeaders(201, -1);
  }

  private static void accepted(HttpExchange exchange, RegistryPath path, String id, long received)
      throws IOException {
    progress(exchange, path, id, received);
    exchange.sendResponseHeaders(202, -1);
  }

  private static void progress(HttpExchange exchange, RegistryPath path, String id, long received) {
    exchange
        .getResponseHeaders()
        .set("Location", "/v2/" + path.repository() + "/blobs/uploads/" + id);
    exchange.getResponseHeaders().set("Docker-Upload-UUID", id);
    exchange.getResponseHeaders().set("Range", "0-" + Math.max(0, received - 1));
  }

  private static QueryString query(HttpExchange exchange) {
    return QueryString.parse(
        Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), ""));
  }
}
