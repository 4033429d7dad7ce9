package dev.fnk.cli.kubeconfig;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/**
 * The text of a kubeconfig (kubernetes.io/docs/reference/config-api/kubeconfig.v1). All but the
 * named entries is kept; comments are not, as kubectl does not keep them either.
 */
final class KubeconfigDocument {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
          .disable(YAMLWriteFeature.SPLIT_LINES)
          .build();
  private static final String EXEC_API = "client.authentication.k8s.io/v1";
  private static final String CURRENT = "current-context";

  private final ObjectNode root;

  private KubeconfigDocument(ObjectNode root) {
    this.root = root;
  }

  /**
   * @param text may be empty
   * @throws IllegalArgumentException it is no kubeconfig
   */
  static KubeconfigDocument parse(String text) {
    JsonNode tree;
    try {
      tree = text.isBlank() ? YAML.createObjectNode() : YAML.readTree(text);
    } catch (tools.jackson.core.JacksonException e) {
      throw new IllegalArgumentException("it is no YAML: " + e.getOriginalMessage(), e);
    }
    if (tree.isNull() || tree.isMissingNode()) {
      tree = YAML.createObjectNode();
    }
    if (!(tree instanceof ObjectNode root)) {
      throw new IllegalArgumentException("it is no kubeconfig: not a mapping");
    }
    if (!root.has("apiVersion")) {
      root.put("apiVersion", "v1");
    }
    if (!root.has("kind")) {
      root.put("kind", "Config");
    }
    return new KubeconfigDocument(root);
  }

  String text() {
    return YAML.writeValueAsString(root);
  }

  /** Whether all three parts of the entry are there as wanted. */
  boolean has(KubeconfigEntry entry) {
    return cluster(entry).equals(find("clusters", entry.name()))
        && user(entry).equals(find("users", entry.name()))
        && context(entry).equals(find("contexts", entry.name()));
  }

  /** Whether any part of the entry is there. */
  boolean names(String name) {
    return find("clusters", name) != null
        || find("users", name) != null
        || find("contexts", name) != null;
  }

  void put(KubeconfigEntry entry) {
    put("clusters", entry.name(), cluster(entry));
    put("users", entry.name(), user(entry));
    put("contexts", entry.name(), context(entry));
  }

  /** Removes the entry; the current context too, if it was this one. */
  void remove(String name) {
    remove("clusters", name);
    remove("users", name);
    remove("contexts", name);
    if (current().filter(name::equals).isPresent()) {
      root.put(CURRENT, "");
    }
  }

  Optional<String> current() {
    var current = root.get(CURRENT);
    return current == null || current.asString("").isBlank()
        ? Optional.empty()
        : Optional.of(current.asString());
  }

  void current(String name) {
    root.put(CURRENT, name);
  }

  private static ObjectNode cluster(KubeconfigEntry entry) {
    var node = named(entry.name());
    node.putObject("cluster")
        .put("server", entry.server())
        .put("certificate-authority-data", entry.certificateAuthority());
    return node;
  }

  private static ObjectNode user(KubeconfigEntry entry) {
    var node = named(entry.name());
    var exec =
        node.putObject("user")
            .putObject("exec")
            .put("apiVersion", EXEC_API)
            .put("command", entry.command().getFirst())
            .put("interactiveMode", "Never")
            .put("provideClusterInfo", false);
    var args = exec.putArray("args");
    entry.command().stream().skip(1).forEach(args::add);
    return node;
  }

  private static ObjectNode context(KubeconfigEntry entry) {
    var node = named(entry.name());
    node.putObject("context").put("cluster", entry.name()).put("user", entry.name());
    return node;
  }

  private static ObjectNode named(String name) {
    return YAML.createObjectNode().put("name", name);
  }

  private @Nullable JsonNode find(String list, String name) {
    var index = index(list, name);
    return index < 0 ? null : root.get(list).get(index);
  }

  private int index(String list, String name) {
    if (!(root.get(list) instanceof ArrayNode array)) {
      return -1;
    }
    for (int i = 0; i < array.size(); i++) {
      if (array.get(i).path("name").asString("").equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private void put(String list, String name, ObjectNode node) {
    var index = index(list, name);
    if (root.get(list) instanceof ArrayNode array) {
      if (index < 0) {
        array.add(node);
      } else {
        array.set(index, node);
      }
    } else {
      root.putArray(list).add(node); // absent, or null as kubectl writes an empty list
    }
  }

  private void remove(String list, String name) {
    var index = index(list, name);
    if (index >= 0 && root.get(list) instanceof ArrayNode array) {
      array.remove(index);
    }
  }
}
