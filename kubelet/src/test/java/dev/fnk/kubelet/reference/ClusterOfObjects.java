package dev.fnk.kubelet.reference;

import dev.fnk.kubelet.pod.ScriptedApiServer;
import dev.fnk.kubelet.pod.ScriptedApiServer.Answer;
import dev.fnk.kubelet.pod.ScriptedApiServer.Asked;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Secrets, config maps and services of an API server, and tokens that it issues. */
final class ClusterOfObjects implements AutoCloseable {
  private static final Pattern SELECTED = Pattern.compile("fieldSelector=metadata\\.name=([^&]+)");
  private static final Pattern SINCE = Pattern.compile("resourceVersion=(\\d+)");

  private record Stored(String json, long version) {}

  private record Watcher(String path, String name, BlockingQueue<String> lines) {}

  final ScriptedApiServer server = new ScriptedApiServer();
  final List<JsonNode> tokenRequests = new CopyOnWriteArrayList<>();

  /** What is refused: paths that contain it; empty: nothing. */
  volatile String forbidden = "";

  volatile Instant now = Instant.parse("2026-03-04T05:06:07Z");
  volatile long tokenLife = 3607;
  private final Map<String, Stored> objects = new LinkedHashMap<>();
  private final List<Watcher> watchers = new ArrayList<>();
  private long version = 10;

  ClusterOfObjects() throws IOException {
    server.answers(this::answer);
    put("services", "default", "kubernetes", "\"spec\":{\"clusterIP\":\"10.0.0.1\",\"ports\":[]}");
  }

  /**
   * Makes or changes an object.
   *
   * @param rest its fields besides the metadata, JSON
   */
  synchronized void put(String resource, String namespace, String name, String rest) {
    put(path(resource, namespace), resource, name, "\"namespace\":\"" + namespace + "\"", rest);
  }

  /**
   * Makes or changes an object, or only its annotations; of namespaces, {@code namespace} is empty.
   */
  synchronized void annotate(String resource, String namespace, String name, String annotations) {
    put(path(resource, namespace), resource, name, "\"annotations\":" + annotations, "\"x\":1");
  }

  private static String path(String resource, String namespace) {
    return namespace.isEmpty()
        ? "/api/v1/" + resource
        : "/api/v1/namespaces/" + namespace + "/" + resource;
  }

  private void put(String path, String resource, String name, String metadata, String rest) {
    boolean known = objects.containsKey(path + "/" + name);
    version++;
    String json =
        """
        {"apiVersion":"v1","kind":"%s","metadata":{"name":"%s","resourceVersion":"%d",%s},%s}
        """
            .formatted(kind(resource), name, version, metadata, rest);
    objects.put(path + "/" + name, new Stored(json, version));
    tell(path, name, known ? "MODIFIED" : "ADDED", json);
  }

  synchronized void delete(String resource, String namespace, String name) {
    String path = path(resource, namespace);
    Stored gone = objects.remove(path + "/" + name);
    version++;
    tell(
        path,
        name,
        "DELETED",
        gone.json().replace("\"" + gone.version() + "\"", "\"" + version + "\""));
  }

  private void tell(String path, String name, String type, String json) {
    for (Watcher watcher : watchers) {
      if (watcher.path().equals(path) && watcher.name().equals(name)) {
        watcher.lines().add(event(type, json));
      }
    }
  }

  private static String event(String type, String json) {
    return "{\"type\":\"" + type + "\",\"object\":" + json + "}";
  }

  private static String kind(String resource) {
    return switch (resource) {
      case "secrets" -> "Secret";
      case "configmaps" -> "ConfigMap";
      case "serviceaccounts" -> "ServiceAccount";
      case "namespaces" -> "Namespace";
      default -> "Service";
    };
  }

  synchronized Answer answer(Asked asked) {
    if (!forbidden.isEmpty() && asked.path().contains(forbidden)) {
      return Answer.failure(403, "no relationship found");
    }
    if (asked.method().equals("POST")) {
      return token(asked);
    }
    if (asked.path().matches(".*/(secrets|configmaps)/[^/]+")) {
      Stored one = objects.get(asked.path());
      return one == null ? Answer.failure(404, "not found") : Answer.ok(one.json());
    }
    String resource = asked.path().replaceFirst(".*/", "");
    String name = group(SELECTED, asked.query());
    if (asked.query().contains("watch=true")) {
      var lines = new LinkedBlockingQueue<String>();
      watchers.add(new Watcher(asked.path(), name == null ? "" : name, lines));
      Stored stored = objects.get(asked.path() + "/" + name);
      String since = group(SINCE, asked.query());
      if (stored != null && since != null && stored.version() > Long.parseLong(since)) {
        lines.add(event("ADDED", stored.json()));
      }
      return Answer.watch(lines);
    }
    List<String> items =
        objects.entrySet().stream()
            .filter(
                one ->
                    name == null
                        ? one.getKey().contains("/" + resource + "/")
                        : one.getKey().equals(asked.path() + "/" + name))
            .map(one -> one.getValue().json())
            .toList();
    return Answer.ok(
        """
        {"apiVersion":"v1","kind":"%sList","metadata":{"resourceVersion":"%d"},"items":[%s]}
        """
            .formatted(kind(resource), version, String.join(",", items)));
  }

  private Answer token(Asked asked) {
    tokenRequests.add(asked.body());
    return Answer.ok(
        """
        {"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest",
         "spec":{"audiences":["x"],"expirationSeconds":%d},
         "status":{"token":"t%d","expirationTimestamp":"%s"}}
        """
            .formatted(tokenLife, tokenRequests.size(), now.plusSeconds(tokenLife)));
  }

  private static @Nullable String group(Pattern pattern, String query) {
    Matcher matcher = pattern.matcher(query);
    return matcher.find() ? matcher.group(1) : null;
  }

  /** Lists and watches of an object so far. */
  List<Asked> asked(String resource, String name) {
    return server.asked().stream()
        .filter(
            asked ->
                asked.path().endsWith("/" + resource)
                    && asked.query().contains("metadata.name=" + name))
        .toList();
  }

  @Override
  public void close() {
    server.close();
  }
}
