package dev.fnk.cli.manifest;

import dev.fnk.cli.config.ConfigException;
import dev.fnk.kubelet.explain.KnownObjects;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads manifests, YAML or JSON, one document or several, lists of them too, and finds the pods in
 * them.
 */
public final class ManifestReader {
  /** What a controller puts behind its own name. */
  private static final String SUFFIX = "-(suffix)";

  private static final String NEXT = "give it what `kubectl apply -f` takes";

  private final KubernetesSerialization model = new KubernetesSerialization();
  private final String file;
  private final String nodeName;
  private final ObjectReader objects = new ObjectReader(model);
  private final List<PodTemplate> pods = new ArrayList<>();
  private final List<String> known = new ArrayList<>();
  private final List<String> others = new ArrayList<>();

  private ManifestReader(String file, String nodeName) {
    this.file = file;
    this.nodeName = nodeName;
  }

  /**
   * @param file what it is called in messages
   * @param nodeName of the node that is to have the pods
   * @throws ConfigException no YAML, no object of Kubernetes, or a pod that no API server takes
   */
  public static Manifest read(String file, String text, String nodeName) {
    var reader = new ManifestReader(file, nodeName);
    var settings = LoadSettings.builder().setLabel(file).setSchema(new KubectlSchema()).build();
    try {
      int number = 0;
      for (Object loaded : new Load(settings).loadAllFromString(text)) {
        Object document = PresentFields.of(loaded);
        number++;
        if (document != null) {
          reader.object(document, "document " + number);
        }
      }
    } catch (MarkedYamlEngineException e) {
      throw reader.malformed(e);
    } catch (YamlEngineException e) {
      throw reader.wrong("expected YAML: " + e.getMessage());
    }
    return reader.manifest();
  }

  private Manifest manifest() {
    KnownObjects all = objects.all();
    return new Manifest(
        pods.stream()
            .map(template -> template.with(ApiDefaults.of(template.pod(), nodeName, all)))
            .toList(),
        all,
        known,
        others);
  }

  private void object(Object document, String where) {
    if (!(document instanceof Map<?, ?> fields)
        || !(fields.get("kind") instanceof String kind)
        || !(fields.get("apiVersion") instanceof String)) {
      throw wrong(where + " is no object of Kubernetes: it has no apiVersion and kind");
    }
    if (fields.get("items") instanceof List<?> items && kind.endsWith("List")) {
      for (int i = 0; i < items.size(); i++) {
        object(items.get(i), where + ", items[" + i + "]");
      }
      return;
    }
    var metadata = fields.get("metadata") instanceof Map<?, ?> map ? map : Map.of();
    String generated = text(metadata, "generateName");
    String name = text(metadata, "name");
    if (name == null && generated == null) {
      throw wrong(where + ", " + kind + ": it has no metadata.name");
    }
    var owner =
        new Owner(
            kind,
            metadata.get("namespace") instanceof String namespace ? namespace : "default",
            name == null ? generated + SUFFIX.substring(1) : name,
            fields);
    if (kind.equals("Pod")) {
      add(owner, OptionalInt.of(1), owner.name, fields, "");
    } else {
      ofTemplate(owner);
    }
  }

  private void ofTemplate(Owner owner) {
    switch (owner.kind) {
      case "Deployment", "ReplicaSet", "ReplicationController" ->
          template(owner, owner.number("replicas"), owner.name + SUFFIX, "spec", "template");
      case "StatefulSet" ->
          template(owner, owner.number("replicas"), owner.name + "-0", "spec", "template");
      case "DaemonSet" ->
          template(owner, OptionalInt.of(1), owner.name + SUFFIX, "spec", "template");
      case "Job" ->
          template(owner, owner.number("parallelism"), owner.name + SUFFIX, "spec", "template");
      case "CronJob" ->
          template(
              owner,
              OptionalInt.empty(),
              owner.name + SUFFIX,
              "spec",
              "jobTemplate",
              "spec",
              "template");
      case "PodTemplate" -> template(owner, OptionalInt.empty(), owner.name + SUFFIX, "template");
      default -> (known(owner) ? known : others).add(owner.kind + "/" + owner.name);
    }
  }

  private boolean known(Owner owner) {
    try {
      return objects.read(owner.kind, owner.namespace, owner.fields);
    } catch (IllegalArgumentException e) {
      throw wrong(owner + ": " + TypeFault.of(e));
    }
  }

  private void template(Owner owner, OptionalInt replicas, String podName, String... path) {
    Object at = owner.fields;
    for (String step : path) {
      at = at instanceof Map<?, ?> map ? map.get(step) : null;
    }
    String place = String.join(".", path);
    if (!(at instanceof Map<?, ?> template)) {
      throw wrong(owner + ": it has no " + place);
    }
    add(owner, replicas, podName, template, place + ".");
  }

  private void add(
      Owner owner, OptionalInt replicas, String podName, Map<?, ?> fields, String place) {
    PodTemplateSpec template = convert(owner, fields, place);
    Pod pod =
        new PodBuilder()
            .withMetadata(template.getMetadata())
            .withSpec(template.getSpec())
            .editOrNewMetadata()
            .withName(podName)
            .withNamespace(owner.namespace)
            .withUid("(uid)")
            .endMetadata()
            .build();
    if (pod.getSpec() == null) {
      throw wrong(owner + ": it has no " + place + "spec");
    }
    owner.claims().forEach((claim, its) -> mounted(owner, pod, claim, its));
    PodShape.check(pod.getSpec())
        .or(() -> Quantities.wrong(pod.getSpec()))
        .ifPresent(
            why -> {
              throw wrong(owner + ": " + place + "spec." + why);
            });
    pods.add(new PodTemplate(owner.kind, owner.namespace, owner.name, replicas, pod));
  }

  private PodTemplateSpec convert(Owner owner, Map<?, ?> fields, String place) {
    try {
      var template = new HashMap<Object, Object>();
      template.put("metadata", fields.get("metadata"));
      template.put("spec", fields.get("spec"));
      return model.convertValue(template, PodTemplateSpec.class);
    } catch (IllegalArgumentException e) {
      throw wrong(owner + ": " + place + TypeFault.of(e));
    }
  }

  /** As a StatefulSet's controller does: a claim of its own for each pod, under the same name. */
  private void mounted(Owner owner, Pod pod, String claim, Map<?, ?> template) {
    String name = claim + "-" + pod.getMetadata().getName();
    try {
      objects.claim(owner.namespace, name, template);
    } catch (IllegalArgumentException e) {
      throw wrong(owner + ": spec.volumeClaimTemplates, " + claim + ": " + TypeFault.of(e));
    }
    pod.getSpec().getVolumes().removeIf(volume -> claim.equals(volume.getName()));
    pod.getSpec()
        .getVolumes()
        .add(
            new VolumeBuilder()
                .withName(claim)
                .withPersistentVolumeClaim(new PersistentVolumeClaimVolumeSource(name, false))
                .build());
  }

  private ConfigException malformed(MarkedYamlEngineException e) {
    String place =
        e.getProblemMark().map(ManifestReader::place).map(mark -> file + mark).orElse(file);
    return new ConfigException(place + ": expected YAML: " + e.getProblem(), NEXT);
  }

  private static String place(Mark mark) {
    return ":%d:%d".formatted(mark.getLine() + 1, mark.getColumn() + 1);
  }

  private ConfigException wrong(String why) {
    return new ConfigException(file + ": " + why, NEXT);
  }

  private static @Nullable String text(Map<?, ?> fields, String name) {
    return fields.get(name) instanceof String text && !text.isEmpty() ? text : null;
  }

  /** The object that a document is. */
  private record Owner(String kind, String namespace, String name, Map<?, ?> fields) {
    /** Of its spec; one if it does not say. */
    OptionalInt number(String field) {
      return fields.get("spec") instanceof Map<?, ?> spec && spec.get(field) instanceof Integer n
          ? OptionalInt.of(n)
          : OptionalInt.of(1);
    }

    /** Templates of claims, by their names. */
    Map<String, Map<?, ?>> claims() {
      if (!kind.equals("StatefulSet")
          || !(fields.get("spec") instanceof Map<?, ?> spec)
          || !(spec.get("volumeClaimTemplates") instanceof List<?> claims)) {
        return Map.of();
      }
      var named = new LinkedHashMap<String, Map<?, ?>>();
      for (Object claim : claims) {
        if (claim instanceof Map<?, ?> map
            && map.get("metadata") instanceof Map<?, ?> metadata
            && metadata.get("name") instanceof String name) {
          named.put(name, map);
        }
      }
      return named;
    }

    @Override
    public String toString() {
      return kind + " " + name;
    }
  }
}
