package dev.fnk.cli.resource.kubernetes;

import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.ecs.Tasks;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A Deployment works when all its pods are available, and is gone when they and their tasks are.
 */
public final class DeploymentSettled implements KubernetesObject.Settled {
  private static final String LABEL = "app.kubernetes.io/name";

  private final String namespace;
  private final String name;
  private final String node;
  private final Tasks tasks;

  /**
   * @param name of the Deployment, and of its pods' label {@code app.kubernetes.io/name}
   * @param node where its pods run
   */
  public DeploymentSettled(String namespace, String name, String node, Tasks tasks) {
    this.namespace = namespace;
    this.name = name;
    this.node = node;
    this.tasks = tasks;
  }

  @Override
  public Optional<String> lacks(JsonNode deployment) {
    var wanted = deployment.at("/spec/replicas").asInt(1);
    var observed = deployment.at("/status/observedGeneration").asInt(0);
    var updated = deployment.at("/status/updatedReplicas").asInt(0);
    var available = deployment.at("/status/availableReplicas").asInt(0);
    var all = deployment.at("/status/replicas").asInt(0);
    if (observed >= deployment.at("/metadata/generation").asInt(0)
        && updated == wanted
        && available == wanted
        && all == wanted) {
      return Optional.empty();
    }
    return Optional.of("%d of %d pods are available".formatted(available, wanted));
  }

  @Override
  public String why(KubernetesClient client) {
    return pods(client).stream()
        .flatMap(pod -> reason(client, pod).stream())
        .findFirst()
        .map(r -> "; " + r)
        .orElse("");
  }

  private static Optional<String> reason(KubernetesClient client, Pod pod) {
    var podName = pod.getMetadata().getName();
    var waiting =
        pod.getStatus().getContainerStatuses().stream()
            .map(ContainerStatus::getState)
            .filter(s -> s != null && s.getWaiting() != null)
            .map(
                s ->
                    "pod %s: %s %s"
                        .formatted(
                            podName, s.getWaiting().getReason(), s.getWaiting().getMessage()))
            .findFirst();
    var warning =
        client
            .v1()
            .events()
            .inNamespace(pod.getMetadata().getNamespace())
            .withField("involvedObject.uid", pod.getMetadata().getUid())
            .list()
            .getItems()
            .stream()
            .filter(e -> "Warning".equals(e.getType()))
            .map(e -> "pod %s: %s: %s".formatted(podName, e.getReason(), e.getMessage()))
            .reduce((_, last) -> last);
    return warning.or(() -> waiting);
  }

  private List<Pod> pods(KubernetesClient client) {
    return client.pods().inNamespace(namespace).withLabel(LABEL, name).list().getItems();
  }

  @Override
  public void gone(ClusterAccess access, ResourceContext context) {
    context.until(
        "its pods to be gone",
        context.deadlines().workload(),
        () ->
            access.tell(
                context,
                client ->
                    pods(client).isEmpty()
                        // Nobody confirms their end; the stages below take what is left.
                        || NodePods.node(client, node).filter(NodePods::ready).isEmpty()));
    if (access.tell(context, client -> pods(client).isEmpty())) {
      context.until(
          "their tasks to be gone",
          context.deadlines().task(),
          () -> !tasks.anyOfPods(namespace, name + "-"));
    }
  }
}
