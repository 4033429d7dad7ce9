package dev.fnk.cli.resource.kubernetes;

import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.Foreign;
import dev.fnk.cli.resource.ManagedResource;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.resource.ResourceId;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The node at work. It makes itself, so to create it means to wait until it is Ready; to delete it
 * means to drain it. Its object goes afterwards ({@link NodeObject}), when it can no longer come
 * back.
 */
public final class VirtualNode implements ManagedResource<VirtualNode.Attributes> {
  private final ClusterAccess access;
  private final String name;
  private final List<Resource<?>> needs;
  private final Supplier<String> lastWords;

  /**
   * @param version of its kubelet
   * @param pods how many it takes
   * @param cpu Kubernetes quantity
   * @param memory Kubernetes quantity
   */
  public record Attributes(
      boolean ready, boolean drained, String version, int pods, String cpu, String memory) {}

  /**
   * @param needs what lets it in
   * @param lastWords what its service says when it does not come, to end a message with
   */
  public VirtualNode(
      ClusterAccess access, String name, List<Resource<?>> needs, Supplier<String> lastWords) {
    this.lastWords = lastWords;
    this.access = access;
    this.name = name;
    this.needs = access.needs(needs);
  }

  @Override
  public ResourceId id() {
    return new ResourceId("kubernetes:node", name);
  }

  @Override
  public List<Resource<?>> needs() {
    return needs;
  }

  @Override
  public Optional<Resource<?>> inside() {
    return Optional.of(access.cluster());
  }

  @Override
  public Observed<Attributes> observe(ObservedState known) {
    return access
        .ask(known, client -> NodePods.node(client, name))
        .map(this::observed)
        .orElseGet(Absent::new);
  }

  private Observed<Attributes> observed(Node node) {
    return NodePods.virtual(node)
        ? present(node)
        : new Foreign<>(name, Optional.empty(), "it is no virtual node");
  }

  private static Present<Attributes> present(Node node) {
    var ready = NodePods.ready(node);
    var status = node.getStatus();
    var capacity = status == null ? null : status.getCapacity();
    var info = status == null ? null : status.getNodeInfo();
    return new Present<>(
        node.getMetadata().getUid(),
        Optional.empty(),
        ready ? "Ready" : "NotReady",
        new Attributes(
            ready,
            Boolean.TRUE.equals(node.getSpec().getUnschedulable()),
            info == null ? "" : info.getKubeletVersion(),
            capacity == null || capacity.get("pods") == null
                ? 0
                : capacity.get("pods").getNumericalAmount().intValue(),
            capacity == null || capacity.get("cpu") == null ? "0" : capacity.get("cpu").toString(),
            capacity == null || capacity.get("memory") == null
                ? "0"
                : capacity.get("memory").toString()));
  }

  @Override
  public Change diff(Present<Attributes> present, ObservedState known) {
    if (!present.attributes().ready()) {
      return Change.update("it is not Ready");
    }
    return present.attributes().drained() ? Change.update("it takes no new pods") : Change.none();
  }

  @Override
  public Present<Attributes> create(ResourceContext context) {
    try {
      return context.await(
          "the node to be Ready",
          context.deadlines().node(),
          () ->
              access
                  .tell(context, client -> NodePods.node(client, name))
                  .filter(NodePods::ready)
                  .map(VirtualNode::present));
    } catch (ResourceException e) {
      throw new ResourceException(
          e.getMessage() + lastWords.get(),
          "fnk logs shows what the node says; fnk up goes on waiting",
          e);
    }
  }

  @Override
  public Optional<String> obstacle(ObservedState known) {
    return Optional.of(lastWords.get())
        .filter(words -> !words.isEmpty())
        .map(words -> words.startsWith("; ") ? words.substring(2) : words);
  }

  @Override
  public Present<Attributes> update(Present<Attributes> present, ResourceContext context) {
    if (present.attributes().drained()) {
      access.tell(context, client -> cordon(client, false));
    }
    return create(context);
  }

  private boolean cordon(KubernetesClient client, boolean on) {
    client
        .nodes()
        .withName(name)
        .edit(
            node -> {
              node.getSpec().setUnschedulable(on);
              return node;
            });
    return true;
  }

  @Override
  public void delete(Present<Attributes> present, ResourceContext context) {
    access.tell(context, client -> cordon(client, true));
    for (var pod : pods(context)) {
      if (pod.getMetadata().getDeletionTimestamp() == null) {
        access.tell(context, client -> client.resource(pod).delete());
      }
    }
    // A node that is not there to confirm the end of its pods would keep them for ever.
    context.until(
        "its pods to end",
        context.deadlines().workload(),
        () -> pods(context).isEmpty() || !ready(context));
    for (var pod : pods(context)) {
      context.notice(
          "%s is not Ready: pod %s/%s is removed without its word; its task is stopped with the node"
              .formatted(name, pod.getMetadata().getNamespace(), pod.getMetadata().getName()));
      access.tell(context, client -> client.resource(pod).withGracePeriod(0).delete());
    }
  }

  private List<Pod> pods(ResourceContext context) {
    return access.tell(context, client -> NodePods.on(client, name));
  }

  private boolean ready(ResourceContext context) {
    return access
        .tell(context, client -> NodePods.node(client, name))
        .filter(NodePods::ready)
        .isPresent();
  }
}
