package dev.fnk.cli.kubeconfig;

import dev.fnk.cli.config.YamlText;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/**
 * The text of a kubeconfig (kubernetes.io/docs/reference/config-api/kubeconfig.v1). Only what fnk
 * puts into an entry is compared and written: a context's namespace, extensions and all else that
 * people keep in it is theirs. Comments are not kept, as kubectl does not keep them either.
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
  private final NamedList clusters;
  private final NamedList users;
  private final NamedList contexts;

  private KubeconfigDocument(ObjectNode root) {
    this.root = root;
    this.clusters = new NamedList(root, "clusters", "cluster");
    this.users = new NamedList(root, "users", "user");
    this.contexts = new NamedList(root, "contexts", "context");
  }

  /**
   * @param text may be empty
   * @param yaml names the file in messages
   * @throws dev.fnk.cli.config.ConfigException it is no kubeconfig; with its place
   */
  static KubeconfigDocument parse(String text, YamlText yaml) {
    yaml.check(text);
    JsonNode tree = text.isBlank() ? YAML.createObjectNode() : YAML.readTree(text);
    if (tree.isNull() || tree.isMissingNode()) {
      tree = YAML.createObjectNode();
    }
    if (!(tree instanceof ObjectNode root)) {
      throw yaml.refuse("expected a kubeconfig, which is a mapping");
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

  boolean hasCluster(String name) {
    return clusters.find(name).isPresent();
  }

  boolean hasUser(String name) {
    return users.find(name).isPresent();
  }

  boolean hasContext(String name) {
    return contexts.find(name).isPresent();
  }

  /** Names of the contexts of an entry's cluster and user: how people find the entry. */
  List<String> contextsOf(String entry) {
    return contexts.names(c -> names(c, "cluster", entry) && names(c, "user", entry));
  }

  /** Names of the contexts that lead nowhere without an entry. */
  List<String> contextsInto(String entry) {
    return contexts.names(c -> names(c, "cluster", entry) || names(c, "user", entry));
  }

  private static boolean names(JsonNode context, String key, String entry) {
    return context.path(key).asString("").equals(entry);
  }

  boolean clusterIs(KubeconfigEntry entry) {
    return clusters
        .find(entry.name())
        .filter(c -> c.path("server").asString("").equals(entry.server()))
        .filter(
            c ->
                c.path("certificate-authority-data")
                    .asString("")
                    .equals(entry.certificateAuthority()))
        .isPresent();
  }

  boolean userIs(KubeconfigEntry entry) {
    return users
        .find(entry.name())
        .filter(
            user -> {
              var wanted = user.deepCopy();
              put(wanted, entry.command());
              return user.equals(wanted);
            })
        .isPresent();
  }

  void putCluster(KubeconfigEntry entry) {
    clusters
        .get(entry.name())
        .put("server", entry.server())
        .put("certificate-authority-data", entry.certificateAuthority());
  }

  void putUser(KubeconfigEntry entry) {
    put(users.get(entry.name()), entry.command());
  }

  void putContext(String name, KubeconfigEntry entry) {
    contexts.get(name).put("cluster", entry.name()).put("user", entry.name());
  }

  /** Lays a command over what is there, order and strangers' variables kept. */
  private static void put(ObjectNode user, ExecCommand command) {
    var exec = user.get("exec") instanceof ObjectNode there ? there : user.putObject("exec");
    exec.put("apiVersion", EXEC_API)
        .put("command", command.commandLine().getFirst())
        .put("interactiveMode", "Never")
        .put("provideClusterInfo", false);
    var args = exec.putArray("args");
    command.commandLine().stream().skip(1).forEach(args::add);
    var env = exec.get("env") instanceof ArrayNode there ? there : exec.putArray("env");
    var wanted = command.sorted();
    env.removeIf(
        v -> {
          var name = v.path("name").asString("");
          return ExecCommand.VARIABLES.contains(name)
              && !v.path("value").asString("").equals(wanted.get(name));
        });
    wanted.forEach(
        (name, value) -> {
          if (env.valueStream().noneMatch(v -> name.equals(v.path("name").asString("")))) {
            env.addObject().put("name", name).put("value", value);
          }
        });
    if (env.isEmpty()) {
      exec.remove("env");
    }
  }

  /**
   * Removes an entry.
   *
   * @param into names of the contexts to remove with it; one that is current is not any more
   * @return whether anything was there
   */
  boolean remove(String entry, Collection<String> into) {
    var there = clusters.remove(entry::equals);
    there |= users.remove(entry::equals);
    there |= contexts.remove(into::contains);
    if (current().filter(into::contains).isPresent()) {
      root.put(CURRENT, "");
      there = true;
    }
    return there;
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
}
