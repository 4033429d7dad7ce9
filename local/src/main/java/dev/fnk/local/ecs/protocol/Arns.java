package dev.fnk.local.ecs.protocol;

import software.amazon.awssdk.arns.Arn;

/** Names of resources in one account and region, in the long format. */
public record Arns(String accountId, String region) {
  private String arn(String resource) {
    return Arn.builder()
        .partition("aws")
        .service("ecs")
        .region(region)
        .accountId(accountId)
        .resource(resource)
        .build()
        .toString();
  }

  public String cluster(String name) {
    return arn("cluster/" + name);
  }

  public String service(String cluster, String name) {
    return arn("service/" + cluster + "/" + name);
  }

  public String task(String cluster, String id) {
    return arn("task/" + cluster + "/" + id);
  }

  public String container(String cluster, String taskId, String id) {
    return arn("container/" + cluster + "/" + taskId + "/" + id);
  }

  /** The attachment of a task's network interface. */
  public String attachment(String id) {
    return arn("attachment/" + id);
  }

  public String taskDefinition(String family, int revision) {
    return arn("task-definition/" + family + ":" + revision);
  }

  /** What follows the last slash: the name of a cluster, service or task given by name or ARN. */
  public static String lastPart(String nameOrArn) {
    return nameOrArn.substring(nameOrArn.lastIndexOf('/') + 1);
  }

  /** The kind of resource an ECS ARN names, such as {@code cluster}; empty for another text. */
  public static String kind(String arn) {
    return Arn.tryFromString(arn)
        .filter(parsed -> parsed.service().equals("ecs"))
        .map(parsed -> parsed.resourceAsString().split("/", 2)[0])
        .orElse("");
  }
}
