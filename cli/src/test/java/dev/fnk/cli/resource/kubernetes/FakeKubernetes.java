package dev.fnk.cli.resource.kubernetes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An API server that lists objects and deletes them; what has finalizers stays Terminating. */
final class FakeKubernetes implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpServer server;
  private final Map<String, ObjectNode> objects = new ConcurrentSkipListMap<>();

  FakeKubernetes() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /**
   * @param collection such as {@code /api/v1/namespaces/default/services}
   */
  void put(String collection, String name, String json) {
    var object = (ObjectNode) JSON.readTree(json);
    var meta = object.withObject("/metadata").put("name", name);
    if (collection.contains("/namespaces/")) {
      meta.put("namespace", collection.split("/namespaces/", 2)[1].split("/", 2)[0]);
    }
    objects.put(collection + "/" + name, object);
  }

  /** Its controller has done its work. */
  void release(String path) {
    objects.remove(path);
  }

  Map<String, ObjectNode> objects() {
    return Map.copyOf(objects);
  }

  private void answer(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    var object = objects.get(path);
    if (exchange.getRequestMethod().equals("DELETE")) {
      send(exchange, object == null ? 404 : 200, "{\"kind\":\"Status\",\"apiVersion\":\"v1\"}");
      if (object != null && object.at("/metadata/finalizers").isEmpty()) {
        objects.remove(path);
      } else if (object != null) {
        object.withObject("/metadata").put("deletionTimestamp", "2026-11-25T00:00:00Z");
      }
      return;
    }
    var list = JSON.createObjectNode().put("kind", "List").put("apiVersion", "v1");
    var items = list.putArray("items");
    var resource = path.substring(path.lastIndexOf('/') + 1);
    objects.forEach(
        (where, what) -> {
          var collection = where.substring(0, where.lastIndexOf('/'));
          if (collection.endsWith("/" + resource)) {
            items.add(what);
          }
        });
    send(exchange, 200, list.toString());
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
