package dev.fnk.local.metadata;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fnk.local.account.LocalAccount;
import dev.fnk.local.aws.AwsError;
import dev.fnk.local.engine.EngineException;
import dev.fnk.local.network.CredentialsBridge;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers tasks at {@code http://169.254.170.2}: {@code /v2/credentials/<id>} and {@code
 * /v4/<container>[/task][/stats]}, as Fargate does. Only containers of a task get that task's
 * answers.
 */
public final class MetadataServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MetadataServer.class);

  private final CredentialsBridge bridge;
  private final JsonMapper mapper = JsonMapper.builder().build();
  private final MetadataAnswers answers;
  private @Nullable HttpServer server;

  public MetadataServer(LocalAccount account, CredentialsBridge bridge, Clock clock) {
    this.bridge = bridge;
    this.answers = new MetadataAnswers(account, clock);
  }

  /**
   * Makes the bridge and listens on it, once.
   *
   * @throws EngineException when the bridge cannot be made, or port 80 not be had: it needs root or
   *     CAP_NET_BIND_SERVICE
   */
  public synchronized void ensureStarted() {
    if (server != null) {
      return;
    }
    bridge.ensure();
    try {
      HttpServer fresh =
          HttpServer.create(
              new InetSocketAddress(CredentialsBridge.ADDRESS, CredentialsBridge.PORT), 128);
      fresh.createContext("/", this::answer);
      fresh.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      fresh.start();
      server = fresh;
    } catch (IOException e) {
      throw new EngineException(
          "tasks need an endpoint at "
              + CredentialsBridge.ADDRESS
              + ":80, which cannot be opened ("
              + e.getMessage()
              + "): run as root or with CAP_NET_BIND_SERVICE",
          e);
    }
  }

  public void register(TaskEndpoint task) {
    answers.register(task);
  }

  public void forget(String taskId) {
    answers.forget(taskId);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      MetadataAnswers.Answer answer;
      try {
        answer =
            "GET".equals(exchange.getRequestMethod())
                ? answers.get(
                    exchange.getRequestURI().getPath(), exchange.getRemoteAddress().getAddress())
                : MetadataAnswers.error(405, "MethodNotAllowed", "only GET");
      } catch (AwsError e) {
        answer = MetadataAnswers.error(500, e.code(), e.message());
      } catch (RuntimeException e) {
        LOG.error("metadata request {} failed", exchange.getRequestURI(), e);
        answer =
            MetadataAnswers.error(
                500, "InternalServerError", "the task's metadata could not be read");
      }
      byte[] body = mapper.writeValueAsString(answer.body()).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public synchronized void close() {
    if (server != null) {
      server.stop(0);
      server = null;
    }
  }
}
