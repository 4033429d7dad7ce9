package dev.fnk.local.metadata;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fnk.local.account.LocalAccount;
import dev.fnk.local.account.RoleCredentials;
import dev.fnk.local.aws.AwsError;
import dev.fnk.local.engine.EngineException;
import dev.fnk.local.network.CredentialsBridge;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers tasks at {@code http://169.254.170.2}: {@code /v2/credentials/<id>} and {@code
 * /v4/<container>[/task]}, as Fargate does. Only containers of a task get that task's answers.
 */
public final class MetadataServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MetadataServer.class);

  private record Registration(TaskEndpoint task, Optional<TaskCredentials> credentials) {}

  private record Answer(int status, ObjectNode body) {}

  private final LocalAccount account;
  private final CredentialsBridge bridge;
  private final Clock clock;
  private final JsonMapper mapper = JsonMapper.builder().build();
  private final Map<String, Registration> tasks = new ConcurrentHashMap<>();
  private @Nullable HttpServer server;

  public MetadataServer(LocalAccount account, CredentialsBridge bridge, Clock clock) {
    this.account = account;
    this.bridge = bridge;
    this.clock = clock;
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
    Optional<TaskCredentials> credentials =
        task.role()
            .map(
                r ->
                    new TaskCredentials(
                        account,
                        clock,
                        r.roleArn(),
                        task.taskId(),
                        task.describeTask().path("TaskARN").asString("")));
    tasks.put(task.taskId(), new Registration(task, credentials));
  }

  public void forget(String taskId) {
    tasks.remove(taskId);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer;
      try {
        answer =
            "GET".equals(exchange.getRequestMethod())
                ? route(
                    exchange.getRequestURI().getPath(), exchange.getRemoteAddress().getAddress())
                : error(405, "MethodNotAllowed", "only GET");
      } catch (AwsError e) {
        answer = error(500, e.code(), e.message());
      } catch (RuntimeException e) {
        LOG.error("metadata request {} failed", exchange.getRequestURI(), e);
        answer = error(500, "InternalServerError", "the task's metadata could not be read");
      }
      byte[] body = mapper.writeValueAsString(answer.body()).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Answer route(String path, InetAddress remote) {
    String[] parts = path.substring(1).split("/", -1);
    if (parts.length == 3 && parts[0].equals("v2") && parts[1].equals("credentials")) {
      return credentials(parts[2], remote);
    }
    if (parts.length >= 2 && parts.length <= 3 && parts[0].equals("v4")) {
      return metadata(parts[1], parts.length == 3 ? parts[2] : "", remote);
    }
    return error(404, "NotFound", "no such path: " + path);
  }

  private Answer credentials(String id, InetAddress remote) {
    for (Registration registration : tasks.values()) {
      boolean named =
          registration.task().role().filter(role -> role.credentialsId().equals(id)).isPresent();
      if (named && registration.task().owns(remote)) {
        RoleCredentials given = registration.credentials().orElseThrow().get();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("RoleArn", given.roleArn());
        body.put("AccessKeyId", given.accessKeyId());
        body.put("SecretAccessKey", given.secretAccessKey());
        body.put("Token", given.sessionToken());
        body.put("Expiration", given.expiration().toString());
        return new Answer(200, body);
      }
    }
    return error(400, "InvalidIdInRequest", "Credentials request: Credentials not found");
  }

  private Answer metadata(String containerId, String rest, InetAddress remote) {
    for (Registration registration : tasks.values()) {
      TaskEndpoint task = registration.task();
      Optional<ObjectNode> container =
          task.owns(remote) ? task.describeContainer(containerId) : Optional.empty();
      if (container.isPresent()) {
        return switch (rest) {
          case "" -> new Answer(200, container.get());
          case "task", "taskWithTags" -> new Answer(200, task.describeTask());
          default -> error(404, "NotFound", "no such metadata: " + rest);
        };
      }
    }
    return error(404, "NotFound", "V4 container metadata handler: unable to get container ID");
  }

  private static Answer error(int status, String code, String message) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("code", code).put("message", message).put("HTTPErrorCode", status);
    return new Answer(status, body);
  }

  @Override
  public synchronized void close() {
    if (server != null) {
      server.stop(0);
      server = null;
    }
  }
}
