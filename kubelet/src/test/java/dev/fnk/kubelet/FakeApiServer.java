package dev.fnk.kubelet;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Nodes and leases of an API server: compare and set by resourceVersion and uid, and it can be
 * away.
 */
public final class FakeApiServer implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String NODES = "/api/v1/nodes";
  private static final String LEASES =
      "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";

  private final HttpServer server;
  private final ConcurrentMap<String, ObjectNode> objects = new ConcurrentHashMap<>();
  private final AtomicLong versions = new AtomicLong();
  private volatile boolean away;
  private volatile int refusing;
  public final AtomicLong writes = new AtomicLong();
  public final AtomicLong asked = new AtomicLong();

  public FakeApiServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public KubernetesClient client() {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder()
                .withAutoConfigure(false)
                .withMasterUrl(endpoint().toString())
                .withRequestRetryBackoffLimit(0)
                .build())
        .build();
  }

  /** Whether it lets every connection break. */
  public void away(boolean now) {
    away = now;
  }

  /** Whether it refuses everybody with this code; 0: nobody. */
  public void refusing(int code) {
    refusing = code;
  }

  public Optional<Lease> lease(String name) {
    return object(LEASES + "/" + name, Lease.class);
  }

  public Optional<Node> node(String name) {
    return object(NODES + "/" + name, Node.class);
  }

  private <T> Optional<T> object(String path, Class<T> type) {
    return Optional.ofNullable(objects.get(path))
        .map(object -> Serialization.unmarshal(object.toString(), type));
  }

  /** Deletes the Node and, as the garbage collector does a little later, its lease. */
  public void deleteNode(String name) {
    objects.remove(NODES + "/" + name);
    objects.remove(LEASES + "/" + name);
  }

  public void deleteLease(String name) {
    objects.remove(LEASES + "/" + name);
  }

  /** As another task does. */
  public void takeLease(String name, String holder) {
    synchronized (objects) {
      var lease = objects.get(LEASES + "/" + name).deepCopy();
      ((ObjectNode) lease.path("spec")).put("holderIdentity", holder);
      store(LEASES + "/" + name, lease);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (away) {
        return;
      }
      asked.incrementAndGet();
      if (refusing > 0) {
        answer(exchange, refusing, null);
        return;
      }
      String path = exchange.getRequestURI().getPath();
      byte[] body = exchange.getRequestBody().readAllBytes();
      switch (exchange.getRequestMethod()) {
        case "GET" -> {
          var found = objects.get(path);
          answer(exchange, found == null ? 404 : 200, found);
        }
        case "POST" -> {
          var posted = (ObjectNode) JSON.readTree(body);
          String at = path + "/" + posted.at("/metadata/name").asString();
          synchronized (objects) {
            if (objects.containsKey(at)) {
              answer(exchange, 409, null);
            } else {
              ((ObjectNode) posted.path("metadata")).put("uid", UUID.randomUUID().toString());
              answer(exchange, 201, store(at, posted));
            }
          }
        }
        case "PUT" -> {
          var put = (ObjectNode) JSON.readTree(body);
          String at = path.replaceFirst("/status$", "");
          synchronized (objects) {
            var found = objects.get(at);
            boolean same =
                found != null
                    && found.at("/metadata/uid").equals(put.at("/metadata/uid"))
                    && found
                        .at("/metadata/resourceVersion")
                        .equals(put.at("/metadata/resourceVersion"));
            answer(exchange, same ? 200 : 409, same ? store(at, put) : null);
          }
        }
        default -> answer(exchange, 405, null);
      }
    }
  }

  private ObjectNode store(String path, ObjectNode object) {
    writes.incrementAndGet();
    ((ObjectNode) object.path("metadata"))
        .put("resourceVersion", Long.toString(versions.incrementAndGet()));
    objects.put(path, object);
    return object;
  }

  private static void answer(HttpExchange exchange, int code, @Nullable ObjectNode object)
      throws IOException {
    byte[] body =
        (object == null
                ? "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":%d}"
                    .formatted(code)
                : object.toString())
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
