package dev.fnk.cli.resource.kubernetes;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/**
 * {@code mapRoles} of the ConfigMap {@code aws-auth}: a YAML list of roles and who they are in
 * Kubernetes (docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html). Other entries keep
 * what they say, and where it can be done their very text, comments included.
 */
final class AwsAuthDocument {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
          .disable(YAMLWriteFeature.SPLIT_LINES)
          .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
          .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .build();

  private AwsAuthDocument() {}

  /** A role and who it is. */
  record Mapping(String role, String user, List<String> groups) {
    Mapping {
      groups = List.copyOf(groups);
    }
  }

  /**
   * The mapping of a role that counts: where it has several, EKS keeps the last
   * (github.com/kubernetes-sigs/aws-iam-authenticator, mapper/configmap: by ARN in lower case, each
   * entry over the one before).
   *
   * @throws IllegalArgumentException the text is no list of mappings
   */
  static Optional<Mapping> find(String text, String role) {
    return all(text, role).reduce((_, last) -> last);
  }

  /** How many mappings a role has; all but the last are in its shadow. */
  static int count(String text, String role) {
    return (int) all(text, role).count();
  }

  private static Stream<Mapping> all(String text, String role) {
    return parse(text)
        .valueStream()
        .filter(e -> is(e, role))
        .map(
            e ->
                new Mapping(
                    e.path("rolearn").asString(""),
                    e.path("username").asString(""),
                    e.path("groups").valueStream().map(g -> g.asString("")).toList()));
  }

  /** The text with this mapping; the same text if it has it. */
  static String with(String text, Mapping mapping) {
    if (all(text, mapping.role()).toList().equals(List.of(mapping))) {
      return text;
    }
    var wanted = parse(text);
    removeFrom(wanted, mapping.role());
    wanted.add(node(mapping));
    var base = without(text, mapping.role());
    return candidates(base, block(mapping)).stream()
        .filter(t -> says(t, wanted))
        .findFirst()
        .orElseGet(() -> YAML.writeValueAsString(wanted));
  }

  /** The text without any mapping of this role; the same text if it has none. */
  static String without(String text, String role) {
    var rest = parse(text);
    if (!removeFrom(rest, role)) {
      return text;
    }
    var cut = text;
    for (var mapping : all(text, role).toList()) {
      cut = cut.replace(block(mapping), "");
    }
    if (says(cut, rest)) {
      return cut;
    }
    return rest.isEmpty() ? "" : YAML.writeValueAsString(rest);
  }

  /** Whether no mapping is left. */
  static boolean empty(String text) {
    return parse(text).isEmpty();
  }

  private static List<String> candidates(String text, String block) {
    if (text.isBlank()) {
      return List.of(block);
    }
    var ended = text.endsWith("\n") ? text : text + "\n";
    return List.of(ended + block);
  }

  private static String block(Mapping mapping) {
    var list = YAML.createArrayNode();
    list.add(node(mapping));
    return YAML.writeValueAsString(list);
  }

  private static JsonNode node(Mapping mapping) {
    var node =
        YAML.createObjectNode().put("rolearn", mapping.role()).put("username", mapping.user());
    var groups = node.putArray("groups");
    mapping.groups().forEach(groups::add);
    return node;
  }

  private static boolean removeFrom(ArrayNode list, String role) {
    var before = list.size();
    for (int i = list.size() - 1; i >= 0; i--) {
      if (is(list.get(i), role)) {
        list.remove(i);
      }
    }
    return list.size() < before;
  }

  private static boolean is(JsonNode entry, String role) {
    return entry.path("rolearn").asString("").equalsIgnoreCase(role);
  }

  private static boolean says(String text, ArrayNode wanted) {
    try {
      return parse(text).equals(wanted);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static ArrayNode parse(String text) {
    if (text.isBlank()) {
      return YAML.createArrayNode();
    }
    try {
      var tree = YAML.readTree(text);
      if (tree instanceof ArrayNode list) {
        return list;
      }
      if (tree.isNull() || tree.isMissingNode()) {
        return YAML.createArrayNode();
      }
      throw new IllegalArgumentException("mapRoles is no list");
    } catch (JacksonException e) {
      throw new IllegalArgumentException("mapRoles is no YAML: " + e.getOriginalMessage(), e);
    }
  }
}
