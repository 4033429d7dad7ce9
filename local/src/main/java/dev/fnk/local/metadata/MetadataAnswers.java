package dev.fnk.local.metadata;

import dev.fnk.local.account.LocalAccount;
import dev.fnk.local.account.RoleCredentials;
import java.net.InetAddress;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What tasks are answered, by path and by who asks. Source: "Task metadata endpoint version 4 for
 * tasks on Fargate" of the Amazon ECS Developer Guide.
 */
final class MetadataAnswers {
  private record Registration(TaskEndpoint task, Optional<TaskCredentials> credentials) {}

  record Answer(int status, ObjectNode body) {}

  private final LocalAccount account;
  private final Clock clock;
  private final Map<String, Registration> tasks = new ConcurrentHashMap<>();

  MetadataAnswers(LocalAccount account, Clock clock) {
    this.account = account;
    this.clock = clock;
  }

  void register(TaskEndpoint task) {
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

  void forget(String taskId) {
    tasks.remove(taskId);
  }

  Answer get(String path, InetAddress remote) {
    String[] parts = path.substring(1).split("/", 3);
    if (parts.length == 3 && parts[0].equals("v2") && parts[1].equals("credentials")) {
      return credentials(parts[2], remote);
    }
    if (parts.length >= 2 && parts[0].equals("v4")) {
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
          case "task/stats" -> new Answer(200, task.statistics());
          case "stats" ->
              task.statistics().get(containerId) instanceof ObjectNode own
                  ? new Answer(200, own)
                  : error(
                      404, "NotFound", "V4 stats handler: unable to get container stats; too new");
          default -> error(404, "NotFound", "no such metadata: " + rest);
        };
      }
    }
    return error(404, "NotFound", "V4 container metadata handler: unable to get container ID");
  }

  static Answer error(int status, String code, String message) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("code", code).put("message", message).put("HTTPErrorCode", status);
    return new Answer(status, body);
  }
}
