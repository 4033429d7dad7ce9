package dev.fnk.local.ecs.protocol;

/** Names of resources in one account and region, in the long format. */
public record Arns(String accountId, String region) {
  private String arn(String resource) {
    return "arn:aws:ecs:" + region + ":" + accountId + ":" + resource;
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

  public String taskDefinition(String family, int revision) {
    return arn("task-definition/" + family + ":" + revision);
  }

  /** What follows the last slash: the name of a cluster, service or task given by name or ARN. */
  public static String lastPart(String nameOrArn) {
    return nameOrArn.substring(nameOrArn.lastIndexOf('/') + 1);
  }

  /** The kind of resource an ECS ARN names, such as {@code cluster}; empty for another text. */
  public static String kind(String arn) {
    String[] parts = arn.split(":", 6);
    if (parts.length < 6 || !parts[2].equals("ecs")) {
      return "";
    }
    int slash = parts[5].indexOf('/');
    return slash < 0 ? parts[5] : parts[5].substring(0, slash);
  }
}
