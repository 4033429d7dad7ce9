package dev.fnk.local.ecs.definition;

import dev.fnk.local.ecs.protocol.Fields;
import dev.fnk.local.json.Json;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;

/**
 * What ECS derives of a task definition: the attributes that a container instance would have to
 * have. Source: "Container agent capabilities" of the Amazon ECS developer guide and answers of
 * DescribeTaskDefinition.
 */
final class RequiredAttributes {
  private static final String AGENT = "com.amazonaws.ecs.capability.";
  private static final Pattern ECR =
      Pattern.compile("\\d{12}\\.dkr\\.ecr\\.[a-z0-9-]+\\.amazonaws\\.com(\\.cn)?/.*");

  private RequiredAttributes() {}

  /** Of a definition's members as they were registered. */
  static ArrayNode of(Fields document) {
    Set<String> names = new TreeSet<>();
    names.add(AGENT + "docker-remote-api.1.18");
    names.add("ecs.capability.task-eni");
    boolean execution = has(document, "executionRoleArn");
    if (has(document, "taskRoleArn")) {
      names.add(AGENT + "task-iam-role");
    }
    for (Fields container : document.objects("containerDefinitions")) {
      if (ECR.matcher(container.text("image").orElse("")).matches()) {
        names.add(AGENT + "ecr-auth");
        if (execution) {
          names.add("ecs.capability.execution-role-ecr-pull");
        }
      }
      if (container
          .object("logConfiguration")
          .flatMap(log -> log.text("logDriver"))
          .filter("awslogs"::equals)
          .isPresent()) {
        names.add(AGENT + "logging-driver.awslogs");
        names.add(AGENT + "docker-remote-api.1.19");
        if (execution) {
          names.add("ecs.capability.execution-role-awslogs");
        }
      }
      if (container.integer("memoryReservation").isPresent()) {
        names.add(AGENT + "docker-remote-api.1.21");
      }
      if (container.object("healthCheck").isPresent()) {
        names.add("ecs.capability.container-health-check");
        names.add(AGENT + "docker-remote-api.1.29");
      }
      if (!container.objects("dependsOn").isEmpty()) {
        names.add("ecs.capability.container-ordering");
      }
      if (container.object("repositoryCredentials").isPresent()) {
        names.add("ecs.capability.private-registry-authentication.secretsmanager");
      }
      if (!container.objects("secrets").isEmpty() && execution) {
        names.add("ecs.capability.secrets.asm.environment-variables");
      }
    }
    ArrayNode attributes = Json.array();
    names.forEach(name -> attributes.addObject().put("name", name));
    return attributes;
  }

  private static boolean has(Fields document, String member) {
    return document.text(member).filter(text -> !text.isEmpty()).isPresent();
  }
}
