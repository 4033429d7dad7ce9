package dev.fnk.local.ecr;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.fnk.local.aws.AwsError;
import dev.fnk.local.ecr.RegistryTokens.Grant;
import dev.fnk.local.uri.QueryString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The <a href="https://github.com/opencontainers/distribution-spec">OCI distribution API</a> with
 * ECR's authentication: a password of GetAuthorizationToken, which also tells the region.
 */
public final class RegistryHandler implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryHandler.class);
  private static final JsonMapper JSON = new JsonMapper();

  /** Where the API begins. */
  public static final String PREFIX = "/v2/";

  private final RegistryTokens tokens;
  private final Downloads downloads;
  private final RepositoryDirectory directory;
  private final RegistryAccess access;
  private final ImageStore images;
  private final BlobCalls blobs;
  private final ManifestCalls manifests;

  public RegistryHandler(
      RegistryTokens tokens,
      Downloads downloads,
      RepositoryDirectory directory,
      RegistryAccess access,
      ImageStore images,
      InstantSource clock) {
    this.tokens = tokens;
    this.downloads = downloads;
    this.directory = directory;
    this.access = access;
    this.images = images;
    this.blobs = new BlobCalls(images);
    this.manifests = new ManifestCalls(clock);
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Docker-Distribution-Api-Version", "registry/2.0");
    try {
      answer(exchange);
    } catch (RegistryError e) {
      fail(exchange, e.status(), e.code(), String.valueOf(e.getMessage()));
    } catch (AwsError e) {
      fail(exchange, e.status() == 403 ? 403 : e.status(), "DENIED", e.message());
    } catch (RuntimeException e) {
      LOG.error("{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI(), e);
      fail(exchange, 500, "UNKNOWN", "the local registry failed; see its log: " + e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    if (download(exchange)) {
      return;
    }
    String authorization =
        Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Authorization"), "");
    Optional<Grant> grant = tokens.verify(authorization);
    if (grant.isEmpty()) {
      exchange
          .getResponseHeaders()
          .set("WWW-Authenticate", "Basic realm=\"fnk local\",service=\"ecr.amazonaws.com\"");
      String why =
          authorization.isEmpty()
              ? "no basic auth credentials"
              : "Your authorization token has expired or is not one of this registry."
                  + " Reauthenticate and try again.";
      throw new RegistryError(401, "UNAUTHORIZED", why);
    }
    String rest = exchange.getRequestURI().getPath().substring(PREFIX.length());
    if (rest.isEmpty()) {
      json(exchange, 200, "{}");
      return;
    }
    RegistryPath path =
        RegistryPath.parse(rest)
            .orElseThrow(() -> new RegistryError(404, "UNSUPPORTED", "no such path: " + rest));
    RepositoryDirectory.Entry entry =
        directory
            .find(grant.get().region(), path.repository())
            .orElseThrow(
                () ->
                    new RegistryError(
                        404,
                        "NAME_UNKNOWN",
                        "The repository with name '%s' does not exist in the registry, region %s"
                            .formatted(path.repository(), grant.get().region())));
    String method = exchange.getRequestMethod();
    access.check(
        grant.get().caller(), grant.get().region(), action(path.kind(), method), entry.arn());
    Repository repository = images.repository(grant.get().region(), path.repository());
    switch (path.kind()) {
      case MANIFEST -> manifests.handle(exchange, path, repository, entry.immutable());
      case BLOB -> blobs.blob(exchange, path, repository);
      case UPLOADS -> blobs.begin(exchange, path, repository, grant.get().region());
      case UPLOAD -> blobs.upload(exchange, path, repository);
      case TAGS -> tags(exchange, path, repository);
    }
  }

  /** Whether it is the download of a blob whose address was given out; then it is answered. */
  private boolean download(HttpExchange exchange) throws IOException {
    Optional<String> ticket =
        QueryString.parse(Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), ""))
            .get(Downloads.PARAMETER);
    if (ticket.isEmpty() || !exchange.getRequestMethod().equals("GET")) {
      return false;
    }
    String rest = exchange.getRequestURI().getPath().substring(PREFIX.length());
    Optional<RegistryPath> path = RegistryPath.parse(rest);
    Optional<String> region = path.flatMap(p -> downloads.region(ticket.get(), p));
    if (region.isEmpty()) {
      throw new RegistryError(403, "DENIED", "the address has expired, or is none");
    }
    blobs.blob(exchange, path.get(), images.repository(region.get(), path.get().repository()));
    return true;
  }

  /** The permission that a call needs, as ECR's guide maps docker pull and push to actions. */
  private static String action(RegistryPath.Kind kind, String method) {
    boolean write = !method.equals("GET") && !method.equals("HEAD");
    return switch (kind) {
      case MANIFEST -> write ? "ecr:PutImage" : "ecr:BatchGetImage";
      case BLOB ->
          method.equals("HEAD") ? "ecr:BatchCheckLayerAvailability" : "ecr:GetDownloadUrlForLayer";
      case UPLOADS -> "ecr:InitiateLayerUpload";
      case UPLOAD -> method.equals("PUT") ? "ecr:CompleteLayerUpload" : "ecr:UploadLayerPart";
      case TAGS -> "ecr:ListImages";
    };
  }

  private static void tags(HttpExchange exchange, RegistryPath path, Repository repository)
      throws IOException {
    if (!exchange.getRequestMethod().equals("GET")) {
      throw unsupported(exchange);
    }
    ObjectNode answer = JSON.createObjectNode().put("name", path.repository());
    repository.tags().forEach(answer.putArray("tags")::add);
    json(exchange, 200, JSON.writeValueAsString(answer));
  }

  static RegistryError unsupported(HttpExchange exchange) {
    return new RegistryError(
        405, "UNSUPPORTED", exchange.getRequestMethod() + " is not offered here");
  }

  private static void fail(HttpExchange exchange, int status, String code, String message)
      throws IOException {
    ObjectNode error = JSON.createObjectNode().put("code", code).put("message", message);
    ObjectNode answer = JSON.createObjectNode();
    answer.putArray("errors").add(error);
    json(exchange, status, JSON.writeValueAsString(answer));
  }

  private static void json(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
    } else {
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
