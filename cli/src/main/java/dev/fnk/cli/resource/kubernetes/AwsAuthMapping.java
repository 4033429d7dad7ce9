package dev.fnk.cli.resource.kubernetes;

import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.ManagedResource;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.resource.ResourceId;
import dev.fnk.cli.resource.iam.Role;
import dev.fnk.cli.resource.kubernetes.AwsAuthDocument.Mapping;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One role's entry in the ConfigMap {@code kube-system/aws-auth}: who the node is. The ConfigMap is
 * everybody's, so it is changed on top of the version that was read, or read again.
 */
public final class AwsAuthMapping implements ManagedResource<AwsAuthMapping.Attributes> {
  private static final String NAMESPACE = "kube-system";
  private static final String NAME = "aws-auth";
  private static final String KEY = "mapRoles";
  private static final int CONFLICT = 409;

  private final ClusterAccess access;
  private final LabTags tags;
  private final Role role;
  private final Mapping wanted;
  private final List<Resource<?>> needs;

  /**
   * @param entries how many the role has; all but the last are in its shadow
   */
  public record Attributes(String user, List<String> groups, int entries) {
    public Attributes {
      groups = List.copyOf(groups);
    }
  }

  /**
   * @param roleArn the role's, known before it exists
   * @param needs what must be there before the node may come
   */
  public AwsAuthMapping(
      ClusterAccess access,
      LabTags tags,
      Role role,
      String roleArn,
      String user,
      List<String> groups,
      List<Resource<?>> needs) {
    this.access = access;
    this.tags = tags;
    this.role = role;
    this.wanted = new Mapping(roleArn, user, groups);
    this.needs = List.copyOf(needs);
  }

  @Override
  public ResourceId id() {
    return new ResourceId("kubernetes:aws-auth", role.name());
  }

  @Override
  public List<Resource<?>> needs() {
    var all = new ArrayList<Resource<?>>(needs);
    all.add(role);
    all.add(access.cluster());
    return all;
  }

  @Override
  public Optional<Resource<?>> inside() {
    return Optional.of(access.cluster());
  }

  @Override
  public Observed<Attributes> observe(ObservedState known) {
    return access
        .ask(known, AwsAuthMapping::read)
        .flatMap(map -> find(text(map)))
        .<Observed<Attributes>>map(mapping -> mapping)
        .orElseGet(Absent::new);
  }

  private Present<Attributes> present(Mapping m, int entries) {
    return new Present<>(
        wanted.role(), Optional.empty(), "mapped", new Attributes(m.user(), m.groups(), entries));
  }

  private Optional<Present<Attributes>> find(String text) {
    try {
      return AwsAuthDocument.find(text, wanted.role())
          .map(m -> present(m, AwsAuthDocument.count(text, wanted.role())));
    } catch (IllegalArgumentException e) {
      throw new ResourceException(
          "%s in ConfigMap %s/%s cannot be read: %s"
              .formatted(KEY, NAMESPACE, NAME, e.getMessage()),
          "kubectl edit configmap %s -n %s; its entries are yours".formatted(NAME, NAMESPACE),
          e);
    }
  }

  private static Optional<ConfigMap> read(KubernetesClient client) {
    return Optional.ofNullable(client.configMaps().inNamespace(NAMESPACE).withName(NAME).get());
  }

  private static String text(ConfigMap map) {
    var data = map.getData();
    return data == null ? "" : data.getOrDefault(KEY, "");
  }

  @Override
  public Change diff(Present<Attributes> present, ObservedState known) {
    var is = present.attributes();
    if (is.entries() > 1) {
      return Change.update(
          "its role stands %d times in mapRoles; EKS keeps the last, mapped to %s"
              .formatted(is.entries(), is.user()));
    }
    return is.user().equals(wanted.user()) && is.groups().equals(wanted.groups())
        ? Change.none()
        : Change.update("mapped to %s in %s".formatted(is.user(), is.groups()));
  }

  @Override
  public Present<Attributes> create(ResourceContext context) {
    context.until(
        "the ConfigMap to take the mapping",
        context.deadlines().consistency(),
        () -> attempt(context, this::put));
    return present(wanted, 1);
  }

  @Override
  public Present<Attributes> update(Present<Attributes> present, ResourceContext context) {
    return create(context);
  }

  @Override
  public void delete(Present<Attributes> present, ResourceContext context) {
    context.until(
        "the ConfigMap to lose the mapping",
        context.deadlines().consistency(),
        () -> attempt(context, this::take));
  }

  /** One try; false: somebody else changed the ConfigMap meanwhile. */
  private boolean attempt(
      ResourceContext context, java.util.function.Consumer<KubernetesClient> change) {
    try {
      return access.tell(
          context,
          client -> {
            change.accept(client);
            return true;
          });
    } catch (KubernetesClientException e) {
      if (e.getCode() == CONFLICT) {
        return false;
      }
      throw e;
    }
  }

  private void put(KubernetesClient client) {
    var there = read(client);
    if (there.isEmpty()) {
      client.resource(fresh()).create();
      return;
    }
    var text = text(there.get());
    find(text);
    write(client, there.get(), AwsAuthDocument.with(text, wanted));
  }

  private ConfigMap fresh() {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(NAMESPACE)
        .withName(NAME)
        .addToLabels(LabTags.LAB, tags.lab())
        .endMetadata()
        .addToData(KEY, AwsAuthDocument.with("", wanted))
        .build();
  }

  private void take(KubernetesClient client) {
    var there = read(client);
    if (there.isEmpty()) {
      return;
    }
    var map = there.get();
    var rest = AwsAuthDocument.without(text(map), wanted.role());
    var labels = map.getMetadata().getLabels();
    var ours = labels != null && tags.own(labels);
    if (ours
        && AwsAuthDocument.empty(rest)
        && map.getData().keySet().equals(java.util.Set.of(KEY))) {
      client.resource(map).lockResourceVersion(map.getMetadata().getResourceVersion()).delete();
    } else {
      write(client, map, rest);
    }
  }

  private static void write(KubernetesClient client, ConfigMap map, String text) {
    if (text.equals(text(map))) {
      return;
    }
    Map<String, String> data = new HashMap<>(map.getData() == null ? Map.of() : map.getData());
    data.put(KEY, text);
    var changed = new ConfigMapBuilder(map).withData(data).build();
    client.resource(changed).lockResourceVersion(map.getMetadata().getResourceVersion()).update();
  }
}
