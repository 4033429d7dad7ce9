package dev.fnk.kubelet.image;

import dev.fnk.kubelet.image.RegistryFailure.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An image's configuration as its registry has it.
 *
 * @param architecture empty: none of Fargate's, or not Linux
 */
record ConfigBlob(
    Optional<Architecture> architecture,
    List<String> entrypoint,
    List<String> cmd,
    List<String> env,
    Optional<String> workingDir,
    Optional<String> user,
    Optional<String> stopSignal) {
  static ConfigBlob read(byte[] blob) throws RegistryFailure {
    JsonNode json;
    try {
      json = JsonMapper.shared().readTree(blob);
    } catch (JacksonException _) {
      throw new RegistryFailure(Kind.UNUSABLE, "the image's configuration is not JSON");
    }
    JsonNode config = json.path("config");
    return new ConfigBlob(
        Manifest.platform(json),
        texts(config.path("Entrypoint")),
        texts(config.path("Cmd")),
        texts(config.path("Env")),
        text(config.path("WorkingDir")),
        text(config.path("User")),
        text(config.path("StopSignal")));
  }

  ImageConfig of(String reference, Set<Architecture> architectures) {
    return new ImageConfig(
        reference, entrypoint, cmd, env, workingDir, user, stopSignal, architectures);
  }

  private static List<String> texts(JsonNode list) {
    var all = new ArrayList<String>();
    list.forEach(one -> all.add(one.asString("")));
    return List.copyOf(all);
  }

  private static Optional<String> text(JsonNode value) {
    return Optional.of(value.asString("")).filter(text -> !text.isEmpty());
  }
}
