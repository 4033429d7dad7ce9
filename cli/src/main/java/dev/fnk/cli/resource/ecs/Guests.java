package dev.fnk.cli.resource.ecs;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.resource.LabNames;
import dev.fnk.cli.resource.ResourceException;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.Task;

/** What others run in the lab's cluster: it stands in the way of the cluster's end, and is left. */
record Guests(AwsClients aws, LabNames names) {

  /**
   * @throws ResourceException there are some; each is named
   */
  void refuse() {
    var services = services();
    // A service's tasks go with it.
    var tasks =
        new Tasks(aws, names)
            .others().stream()
                .filter(t -> !String.valueOf(t.group()).startsWith("service:"))
                .toList();
    if (services.isEmpty() && tasks.isEmpty()) {
      return;
    }
    var words = new ArrayList<String>();
    services.forEach(s -> words.add("service " + s));
    tasks.forEach(t -> words.add("task %s (%s)".formatted(id(t), t.group())));
    throw new ResourceException(
        "others run in it: %s; fnk leaves them alone".formatted(String.join(", ", words)),
        command(services, tasks) + ", if it can go; then fnk teardown again");
  }

  private List<String> services() {
    try {
      return aws.ecs().listServicesPaginator(r -> r.cluster(names.cluster())).serviceArns().stream()
          .map(arn -> arn.substring(arn.lastIndexOf('/') + 1))
          .filter(name -> !name.equals(names.nodeService()))
          .sorted()
          .toList();
    } catch (ClusterNotFoundException e) {
      return List.of();
    }
  }

  private static String id(Task task) {
    return task.taskArn().substring(task.taskArn().lastIndexOf('/') + 1);
  }

  private String command(List<String> services, List<Task> tasks) {
    var where = " --cluster %s --region %s".formatted(names.cluster(), names.region());
    return services.isEmpty()
        ? "aws ecs stop-task --task %s%s".formatted(id(tasks.getFirst()), where)
        : "aws ecs delete-service --force --service %s%s".formatted(services.getFirst(), where);
  }
}
