package dev.fnk.cli.resource.ec2;

import dev.fnk.cli.aws.AwsClients;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ecs.model.Attachment;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.Task;

/**
 * The public addresses of tasks. ECS tells a task's network interface only; its address EC2 knows
 * (docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html).
 */
public final class PublicAddresses {
  private static final int TASKS = 100; // DescribeTasks takes no more
  private static final int VALUES = 200; // a filter of EC2 takes no more

  private final AwsClients aws;
  private final String cluster;

  public PublicAddresses(AwsClients aws, String cluster) {
    this.aws = aws;
    this.cluster = cluster;
  }

  /** By ARN of the task; a task that has none, or is gone, is left out. */
  public Map<String, String> of(Collection<String> tasks) {
    var interfaces = interfaces(List.copyOf(tasks));
    var addresses = addresses(List.copyOf(interfaces.values()));
    var found = new HashMap<String, String>();
    interfaces.forEach(
        (task, eni) ->
            Optional.ofNullable(addresses.get(eni)).ifPresent(ip -> found.put(task, ip)));
    return Map.copyOf(found);
  }

  private Map<String, String> interfaces(List<String> tasks) {
    var found = new HashMap<String, String>();
    for (var some : batches(tasks, TASKS)) {
      try {
        aws.ecs()
            .describeTasks(r -> r.cluster(cluster).tasks(some))
            .tasks()
            .forEach(t -> eni(t).ifPresent(eni -> found.put(t.taskArn(), eni)));
      } catch (ClusterNotFoundException _) {
        return Map.of(); // gone with its tasks
      }
    }
    return found;
  }

  private static Optional<String> eni(Task task) {
    return task.attachments().stream()
        .filter(a -> "ElasticNetworkInterface".equals(a.type()))
        .map(Attachment::details)
        .flatMap(List::stream)
        .filter(d -> "networkInterfaceId".equals(d.name()))
        .map(KeyValuePair::value)
        .findFirst();
  }

  /** By filter: an id that is gone fails a call that names it. */
  private Map<String, String> addresses(List<String> interfaces) {
    var found = new HashMap<String, String>();
    for (var some : batches(interfaces, VALUES)) {
      var filter = Filter.builder().name("network-interface-id").values(some).build();
      aws
          .ec2()
          .describeNetworkInterfacesPaginator(r -> r.filters(filter))
          .networkInterfaces()
          .stream()
          .filter(e -> e.association() != null && e.association().publicIp() != null)
          .forEach(e -> found.put(e.networkInterfaceId(), e.association().publicIp()));
    }
    return found;
  }

  private static List<List<String>> batches(List<String> all, int size) {
    var batches = new ArrayList<List<String>>();
    for (int from = 0; from < all.size(); from += size) {
      batches.add(all.subList(from, Math.min(from + size, all.size())));
    }
    return batches;
  }
}
