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
import dev.fnk.cli.resource.Usage;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An object from a manifest, put there by server-side apply. */
public final class KubernetesObject implements ManagedResource<KubernetesObject.Attributes> {
  private static final String MANAGER = "fnk";

  private final ClusterAccess access;
  private final LabTags tags;
  private final Wanted wanted;

  /** Nothing to read of it. */
  public record Attributes() {}

  /**
   * @param type such as {@code kubernetes:deployment}
   * @param manifest YAML, once all that it names exists
   * @param needs besides the cluster
   * @param usage what it brings with it
   * @param settled waits for it to work, or to be gone
   */
  public record Wanted(
      String type,
      Key key,
      Function<ObservedState, Optional<String>> manifest,
      List<Resource<?>> needs,
      List<Usage> usage,
      Settled settled) {
    public Wanted {
      needs = List.copyOf(needs);
      usage = List.copyOf(usage);
    }

    /** An object that works as soon as it is there. */
    public static Wanted plain(String type, Key key, String manifest) {
      return new Wanted(
          type, key, _ -> Optional.of(manifest), List.of(), List.of(), Settled.AT_ONCE);
    }
  }

  /** Which object it is. */
  public record Key(String apiVersion, String kind, Optional<String> namespace, String name) {
    public static Key cluster(String apiVersion, String kind, String name) {
      return new Key(apiVersion, kind, Optional.empty(), name);
    }

    io.fabric8.kubernetes.client.dsl.Resource<GenericKubernetesResource> in(
        KubernetesClient client) {
      var all = client.genericKubernetesResources(apiVersion, kind);
      return namespace.isPresent()
          ? all.inNamespace(namespace.get()).withName(name)
          : all.withName(name);
    }
  }

  /** When an object has come to rest. */
  public interface Settled {
    Settled AT_ONCE =
        new Settled() {
          @Override
          public Optional<String> lacks(JsonNode object) {
            return Optional.empty();
          }

          @Override
          public void gone(ClusterAccess access, ResourceContext context) {
            // nothing follows it
          }
        };

    /** What it still lacks; empty: it works. */
    Optional<String> lacks(JsonNode object);

    /** More on what it lacks, for a wait that ends in vain. */
    default String why(KubernetesClient client) {
      return "";
    }

    /** Waits until all that it brought is gone too. */
    void gone(ClusterAccess access, ResourceContext context);
  }

  public KubernetesObject(ClusterAccess access, LabTags tags, Wanted wanted) {
    this.access = access;
    this.tags = tags;
    this.wanted = wanted;
  }

  @Override
  public ResourceId id() {
    var key = wanted.key();
    return new ResourceId(wanted.type(), key.namespace().map(n -> n + "/").orElse("") + key.name());
  }

  @Override
  public List<Resource<?>> needs() {
    return access.needs(wanted.needs());
  }

  @Override
  public List<Usage> usage(ObservedState known) {
    return wanted.usage();
  }

  @Override
  public Optional<Resource<?>> inside() {
    return Optional.of(access.cluster());
  }

  @Override
  public Observed<Attributes> observe(ObservedState known) {
    return read(known).map(this::observed).orElseGet(Absent::new);
  }

  private Optional<JsonNode> read(ObservedState known) {
    return access.ask(known, this::get);
  }

  private Optional<JsonNode> read(ResourceContext context) {
    return access.tell(context, this::get);
  }

  private Optional<JsonNode> get(KubernetesClient client) {
    return Optional.ofNullable(wanted.key().in(client).get()).map(KubernetesObject::tree);
  }

  private static GenericKubernetesResource parse(String manifest) {
    return Serialization.unmarshal(manifest, GenericKubernetesResource.class);
  }

  private static JsonNode tree(Object object) {
    return JsonMapper.shared().readTree(Serialization.asJson(object));
  }

  private Observed<Attributes> observed(JsonNode object) {
    var labels = new java.util.HashMap<String, String>();
    object.at("/metadata/labels").forEachEntry((k, v) -> labels.put(k, v.asString("")));
    var id = object.at("/metadata/uid").asString("");
    return tags.observed(labels, label(), Optional.empty(), () -> present(id, object));
  }

  private Present<Attributes> present(String id, JsonNode object) {
    var state =
        object.at("/metadata/deletionTimestamp").isMissingNode()
            ? wanted.settled().lacks(object).orElse("present")
            : "Terminating";
    return new Present<>(id, Optional.empty(), state, new Attributes());
  }

  @Override
  public Change diff(Present<Attributes> present, ObservedState known) {
    if (present.state().equals("Terminating")) {
      return Change.replace("it is being deleted");
    }
    var manifest = wanted.manifest().apply(known);
    if (manifest.isEmpty()) {
      return Change.update("what it names has changed");
    }
    var different =
        read(known)
            .flatMap(is -> Subset.difference(tree(parse(manifest.get())), is))
            .map(path -> Change.update("differs at " + path));
    if (different.isPresent()) {
      return different.get();
    }
    return present.state().equals("present") ? Change.none() : Change.update(present.state());
  }

  @Override
  public Present<Attributes> create(ResourceContext context) {
    var object =
        parse(
            wanted
                .manifest()
                .apply(context.known())
                .orElseThrow(
                    () ->
                        new ResourceException(
                            "what it names does not exist", "fnk up brings back what is missing")));
    access.tell(
        context,
        client -> client.resource(object).fieldManager(MANAGER).forceConflicts().serverSideApply());
    try {
      return context.await(
          "it to work",
          context.deadlines().workload(),
          () ->
              read(context)
                  .filter(is -> wanted.settled().lacks(is).isEmpty())
                  .map(is -> present(is.at("/metadata/uid").asString(""), is)));
    } catch (ResourceException e) {
      var lacks = read(context).flatMap(wanted.settled()::lacks).orElse("it is not there");
      var why = access.tell(context, client -> wanted.settled().why(client));
      throw new ResourceException("%s: %s%s".formatted(e.getMessage(), lacks, why), e.next(), e);
    }
  }

  @Override
  public Present<Attributes> update(Present<Attributes> present, ResourceContext context) {
    return create(context);
  }

  @Override
  public void delete(Present<Attributes> present, ResourceContext context) {
    access.tell(
        context,
        client ->
            wanted.key().in(client).withPropagationPolicy(DeletionPropagation.BACKGROUND).delete());
    context.until("it to be gone", context.deadlines().workload(), () -> read(context).isEmpty());
    wanted.settled().gone(access, context);
  }
}
