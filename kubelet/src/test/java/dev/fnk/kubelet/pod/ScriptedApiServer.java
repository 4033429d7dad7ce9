package dev.fnk.kubelet.pod;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An API server that answers what a test says, and remembers what it was asked. */
public final class ScriptedApiServer implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();

  /**
   * @param query decoded; empty: none
   * @param body null: none
   */
  public record Asked(
      String method, String path, String query, String contentType, JsonNode body) {}

  /**
   * @param code 0: the connection breaks
   * @param lines what comes after the body, as it comes, until an empty one; null: nothing
   */
  public record Answer(int code, String body, @Nullable BlockingQueue<String> lines) {
    public Answer(int code, String body) {
      this(code, body, null);
    }

    public static Answer ok(String json) {
      return new Answer(200, json);
    }

    public static Answer watch(BlockingQueue<String> lines) {
      return new Answer(200, "", lines);
    }

    public static Answer failure(int code, String message) {
      return new Answer(
          code,
          """
          {"kind":"Status","apiVersion":"v1","status":"Failure","code":%d,"message":"%s"}
          """
              .formatted(code, message));
    }
  }

  /** What it answers; may wait, for each call has a thread of its own. */
  public interface Script {
    Answer answer(Asked asked) throws InterruptedException;
  }

  private final HttpServer server;
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private volatile @Nullable Script script;

  public ScriptedApiServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  public KubernetesClient client() {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder()
                .withAutoConfigure(false)
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort() + "/")
                .withRequestRetryBackoffLimit(0)
                .build())
        .build();
  }

  public void answers(Script its) {
    script = its;
  }

  public void answers(Answer answer) {
    answers(_ -> answer);
  }

  public List<Asked> asked() {
    return List.copyOf(asked);
  }

  public List<Asked> asked(String method) {
    return asked.stream().filter(a -> a.method().equals(method)).toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String query = exchange.getRequestURI().getRawQuery();
      String type = exchange.getRequestHeaders().getFirst("Content-Type");
      var call =
          new Asked(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getPath(),
              query == null ? "" : URLDecoder.decode(query, StandardCharsets.UTF_8),
              type == null ? "" : type,
              JSON.readTree(body));
      asked.add(call);
      Answer answer = script == null ? new Answer(404, "{}") : script.answer(call);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      if (exchange.getRequestHeaders().containsKey("Upgrade")) {
        // No WebSocket here: the client then watches by plain HTTP.
        exchange.sendResponseHeaders(200, -1);
      } else if (answer.lines() != null) {
        exchange.sendResponseHeaders(200, 0);
        stream(answer.lines(), exchange.getResponseBody());
      } else if (answer.code() > 0) {
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.code(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void stream(BlockingQueue<String> lines, OutputStream out)
      throws IOException, InterruptedException {
    out.flush();
    for (String line = lines.take(); !line.isEmpty(); line = lines.take()) {
      out.write((line.replace("\n", " ") + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
