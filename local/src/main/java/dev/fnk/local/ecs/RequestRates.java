package dev.fnk.local.ecs;

import dev.fnk.local.aws.AwsError;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Token buckets of the published request rates a region. Source: "Request throttling for the Amazon
 * ECS API" of the Amazon ECS API reference.
 *
 * <p>An independent oracle, on purpose: the virtual node paces itself by a table of its own, and a
 * fault in one is found by the other.
 */
final class RequestRates {
  private static final double NANOS = 1e9;

  /** Operations that share a bucket: how many at once, how many a second. */
  private enum Group {
    DEFINITION_MODIFY(20, 1),
    DEFINITION_READ(50, 20),
    DEFINITION_DELETE(5, 1),
    TASK_RUN(100, 40),
    TASK_READ(100, 20),
    CLUSTER_MODIFY(20, 1),
    CLUSTER_READ(50, 20),
    SERVICE_MODIFY(50, 5),
    SERVICE_READ(100, 20),
    TAG(20, 10);

    private final int burst;
    private final int rate;

    Group(int burst, int rate) {
      this.burst = burst;
      this.rate = rate;
    }

    static Group of(String operation) {
      return switch (operation) {
        case "RegisterTaskDefinition", "DeregisterTaskDefinition" -> DEFINITION_MODIFY;
        case "DescribeTaskDefinition", "ListTaskDefinitions", "ListTaskDefinitionFamilies" ->
            DEFINITION_READ;
        case "DeleteTaskDefinitions" -> DEFINITION_DELETE;
        case "RunTask", "StopTask", "ExecuteCommand" -> TASK_RUN;
        case "DescribeTasks", "ListTasks" -> TASK_READ;
        case "DescribeClusters", "ListClusters", "DescribeCapacityProviders" -> CLUSTER_READ;
        case "CreateService", "UpdateService", "DeleteService" -> SERVICE_MODIFY;
        case "DescribeServices", "ListServices" -> SERVICE_READ;
        case "TagResource", "UntagResource", "ListTagsForResource" -> TAG;
        default -> CLUSTER_MODIFY;
      };
    }
  }

  private record Key(String region, Group group) {}

  private record Bucket(double tokens, long at) {}

  private final boolean enforced;
  private final LongSupplier nanoTime;
  private final Map<Key, Bucket> buckets = new HashMap<>();

  RequestRates(boolean enforced, LongSupplier nanoTime) {
    this.enforced = enforced;
    this.nanoTime = nanoTime;
  }

  /**
   * Takes a token.
   *
   * @throws AwsError ThrottlingException when there is none
   */
  synchronized void take(String region, String operation) {
    if (!enforced) {
      return;
    }
    Group group = Group.of(operation);
    Key key = new Key(region, group);
    long now = nanoTime.getAsLong();
    Bucket bucket = buckets.getOrDefault(key, new Bucket(group.burst, now));
    double tokens =
        Math.min(group.burst, bucket.tokens() + (now - bucket.at()) / NANOS * group.rate);
    boolean allowed = tokens >= 1;
    buckets.put(key, new Bucket(allowed ? tokens - 1 : tokens, now));
    if (!allowed) {
      throw new AwsError(400, "ThrottlingException", "Rate exceeded");
    }
  }
}
