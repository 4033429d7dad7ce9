package dev.fnk.local.eks.authentication;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fnk.local.eks.protocol.RequestBody;
import dev.fnk.local.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers the TokenReviews (authentication.k8s.io/v1) of all API servers, on loopback. */
public final class TokenWebhook implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TokenWebhook.class);
  private static final String PATH = "/clusters/";
  private static final int LARGEST_REVIEW = 1 << 17;

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, TokenReviewer> reviewers = new ConcurrentHashMap<>();

  public TokenWebhook() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    server.setExecutor(executor);
    server.createContext(PATH, this::handle);
    server.start();
  }

  /** Where the API server of a cluster has to ask. */
  public URI address(String clusterId) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + PATH + clusterId);
  }

  public void add(String clusterId, TokenReviewer reviewer) {
    reviewers.put(clusterId, reviewer);
  }

  public void remove(String clusterId) {
    reviewers.remove(clusterId);
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String id = exchange.getRequestURI().getPath().substring(PATH.length());
      Optional<TokenReviewer> reviewer = Optional.ofNullable(reviewers.get(id));
      byte[] body = exchange.getRequestBody().readNBytes(LARGEST_REVIEW);
      if (reviewer.isEmpty() || !exchange.getRequestMethod().equals("POST")) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      JsonNode review = RequestBody.parse(body);
      ObjectNode answer = Json.object();
      answer.put("apiVersion", "authentication.k8s.io/v1");
      answer.put("kind", "TokenReview");
      answer.set("status", reviewer.get().review(review.path("spec").path("token").asString("")));
      byte[] bytes = Json.bytes(answer);
      exchange.getResponseHeaders().set("Content-Type", Json.MEDIA_TYPE);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (RuntimeException e) {
      // The connection breaks off: the API server counts that as a failed webhook and asks again.
      LOG.warn("a TokenReview failed", e);
    }
  }
}
