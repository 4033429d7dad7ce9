package dev.fnk.kubelet.node;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The ECS task metadata endpoint, version 4: {@code ECS_CONTAINER_METADATA_URI_V4/task} (<a
 * href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4-fargate.html">its
 * page</a>).
 */
public final class TaskMetadata {
  public static final String VARIABLE = "ECS_CONTAINER_METADATA_URI_V4";

  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private final URI task;

  private TaskMetadata(URI task) {
    this.task = task;
  }

  /** The endpoint that ECS put in the environment; none: this is not an ECS task. */
  public static Optional<TaskMetadata> of(Map<String, String> environment) {
    String base = environment.get(VARIABLE);
    return base == null || base.isBlank()
        ? Optional.empty()
        : Optional.of(new TaskMetadata(URI.create(base.strip() + "/task")));
  }

  /**
   * The task's ARN and address.
   *
   * @throws IOException the endpoint does not answer, or the task has no address yet
   */
  public TaskIdentity read() throws IOException, InterruptedException {
    // Link-local: never through a proxy.
    try (HttpClient http =
        HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build()) {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(task).timeout(TIMEOUT).build(),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IOException(task + " answers " + response.statusCode());
      }
      return parse(response.body());
    }
  }

  static TaskIdentity parse(String body) throws IOException {
    JsonNode root;
    try {
      root = JsonMapper.shared().readTree(body);
    } catch (JacksonException e) {
      throw new IOException("task metadata is not JSON", e);
    }
    String arn = root.path("TaskARN").asString("");
    if (arn.isEmpty()) {
      throw new IOException("task metadata has no TaskARN");
    }
    // In awsvpc mode all containers of a task share one interface.
    for (JsonNode container : root.path("Containers")) {
      for (JsonNode network : container.path("Networks")) {
        for (JsonNode address : network.path("IPv4Addresses")) {
          String text = address.asString("");
          if (!text.isEmpty() && !text.startsWith("127.")) {
            return new TaskIdentity(arn, text);
          }
        }
      }
    }
    throw new IOException("task " + arn + " has no IPv4 address yet");
  }
}
