package dev.fnk.cli.resource.kubernetes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An API server that keeps what it is given and lists it; what has finalizers stays Terminating
 * when it is deleted. A write that names another version than the object's is a conflict.
 */
public final class FakeKubernetes implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpServer server;
  private final Map<String, ObjectNode> objects = new ConcurrentSkipListMap<>();
  private final List<String> writes = new CopyOnWriteArrayList<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> refused = new ConcurrentSkipListMap<>();
  private volatile int version;

  public FakeKubernetes() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  public String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /**
   * @param collection such as {@code /api/v1/namespaces/default/services}
   */
  public void put(String collection, String name, String json) {
    var object = (ObjectNode) JSON.readTree(json);
    var meta = object.withObject("/metadata").put("name", name);
    if (!meta.has("resourceVersion")) {
      meta.put("resourceVersion", Integer.toString(++version));
    }
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

  /** Answers the next requests of a method so, before all else. */
  public void failNext(String method, int status) {
    failures.add(method + " " + status);
  }

  /** Answers each request of a path so from now on. */
  public void refuse(String path, int status) {
    refused.put(path, status);
  }

  /** What was asked, as {@code METHOD PATH?QUERY}, reads left out. */
  List<String> writes() {
    return List.copyOf(writes);
  }

  private void answer(HttpExchange exchange) throws IOException {
    var method = exchange.getRequestMethod();
    var path = exchange.getRequestURI().getPath();
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (!method.equals("GET")) {
      writes.add(method + " " + exchange.getRequestURI());
    }
    var failure = failures.peek();
    if (failure != null && failure.startsWith(method + " ")) {
      failures.remove();
      status(exchange, Integer.parseInt(failure.substring(method.length() + 1)));
      return;
    }
    var refusal = refused.get(path);
    if (refusal != null) {
      status(exchange, refusal);
      return;
    }
    switch (method) {
      case "DELETE" -> delete(exchange, path);
      case "POST" -> {
        var name = JSON.readTree(body).at("/metadata/name").asString();
        store(exchange, path + "/" + name, body);
      }
      case "PUT", "PATCH" -> write(exchange, method, path, body);
      default -> read(exchange, path);
    }
  }

  private void write(HttpExchange exchange, String method, String path, String body)
      throws IOException {
    var type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
    var there = objects.get(path);
    if (type.contains("json-patch+json") && there != null) {
      patch(there, body);
      send(exchange, 200, there.toString());
      return;
    }
    var wanted = JSON.readTree(body).at("/metadata/resourceVersion").asString("");
    if (method.equals("PUT")
        && there != null
        && !wanted.isEmpty()
        && !wanted.equals(there.at("/metadata/resourceVersion").asString(""))) {
      status(exchange, 409);
      return;
    }
    store(exchange, path, body);
  }

  /** RFC 6902, of which the client sends these. */
  private static void patch(ObjectNode object, String operations) {
    for (var operation : JSON.readTree(operations)) {
      var path = operation.path("path").asString();
      var parent = (ObjectNode) object.at(path.substring(0, path.lastIndexOf('/')));
      var key = path.substring(path.lastIndexOf('/') + 1);
      switch (operation.path("op").asString()) {
        case "add", "replace" -> parent.set(key, operation.path("value"));
        case "remove" -> parent.remove(key);
        default -> throw new IllegalArgumentException(operation.toString());
      }
    }
  }

  private void store(HttpExchange exchange, String path, String body) throws IOException {
    var object = (ObjectNode) JSON.readTree(body);
    object
        .withObject("/metadata")
        .put("uid", "uid-" + path.substring(path.lastIndexOf('/') + 1))
        .put("resourceVersion", Integer.toString(++version));
    objects.put(path, object);
    send(exchange, 200, object.toString());
  }

  private void delete(HttpExchange exchange, String path) throws IOException {
    var object = objects.get(path);
    if (object != null && object.at("/metadata/finalizers").isEmpty()) {
      objects.remove(path);
    } else if (object != null) {
      object.withObject("/metadata").put("deletionTimestamp", "2026-11-25T00:00:00Z");
    }
    // Done before it is answered: who has the answer looks at once.
    send(exchange, object == null ? 404 : 200, "{\"kind\":\"Status\",\"apiVersion\":\"v1\"}");
  }

  private void read(HttpExchange exchange, String path) throws IOException {
    var object = objects.get(path);
    if (object != null) {
      send(exchange, 200, object.toString());
      return;
    }
    var resource = path.substring(path.lastIndexOf('/') + 1);
    if (named(path)) {
      status(exchange, 404);
      return;
    }
    var list = JSON.createObjectNode().put("kind", "List").put("apiVersion", "v1");
    var items = list.putArray("items");
    objects.forEach(
        (where, what) -> {
          var collection = where.substring(0, where.lastIndexOf('/'));
          if (collection.endsWith("/" + resource)) {
            items.add(what);
          }
        });
    send(exchange, 200, list.toString());
  }

  /** Whether a path names one object rather than a collection. */
  private static boolean named(String path) {
    var parts = path.substring(1).split("/");
    var base = parts[0].equals("api") ? 2 : 3; // api/v1, apis/GROUP/VERSION
    var rest = parts.length - base;
    return parts.length > base && parts[base].equals("namespaces") ? rest % 2 == 0 : rest == 2;
  }

  private static void status(HttpExchange exchange, int status) throws IOException {
    send(
        exchange,
        status,
        "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"message\":\"no\",\"code\":%d}"
            .formatted(status));
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
