package dev.fnk.kubelet.explain;

import dev.fnk.kubelet.agent.contract.PodSpecification;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What an agent is told, for people: files as texts, modes as {@code chmod} takes them. */
final class AgentDocument {
  private AgentDocument() {}

  /** In the contract's words; where the image decides, that is said. */
  static Map<String, Object> of(PodSpecification specification, Pod pod) {
    var mapper = JsonMapper.shared();
    ObjectNode document = mapper.valueToTree(specification);
    boolean services = !Boolean.FALSE.equals(pod.getSpec().getEnableServiceLinks());
    for (JsonNode node : document.path("containers")) {
      ofTheImage((ObjectNode) node, services);
    }
    for (JsonNode volume : document.path("volumes")) {
      volume.path("files").forEach(file -> readable((ObjectNode) file));
    }
    return mapper.convertValue(document, new TypeReference<LinkedHashMap<String, Object>>() {});
  }

  private static void ofTheImage(ObjectNode node, boolean services) {
    if (node.path("uid").asLong() == Unknown.USER) {
      node.put("uid", Unknown.OF_THE_IMAGE);
    }
    if (!node.has("workingDir")) {
      node.put("workingDir", Unknown.OF_THE_IMAGE);
    }
    if (!node.has("stopSignal")) {
      node.put("stopSignal", Unknown.OF_THE_IMAGE);
    }
    var env = node.withArray("env");
    env.insertObject(0).put("name", Unknown.OF_THE_IMAGE).put("value", Unknown.OF_THE_IMAGE);
    if (services) {
      env.addObject().put("name", Unknown.OF_THE_SERVICES).put("value", Unknown.OF_THE_SERVICES);
    }
  }

  private static void readable(ObjectNode file) {
    byte[] data = Base64.getDecoder().decode(file.path("data").asString());
    file.put("data", new String(data, StandardCharsets.UTF_8));
    file.put("mode", "%04o".formatted(file.path("mode").asInt()));
  }
}
