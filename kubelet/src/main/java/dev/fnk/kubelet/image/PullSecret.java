package dev.fnk.kubelet.image;

import dev.fnk.kubelet.image.RegistryCredential.Login;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The credentials of an imagePullSecret.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/">Pull
 *     an image from a private registry</a>
 */
public final class PullSecret {
  private static final String DOCKER_CONFIG = ".dockerconfigjson";
  private static final String OLD_DOCKER_CONFIG = ".dockercfg";

  private PullSecret() {}

  /** It is not what the type of such a secret promises; says nothing of what it is. */
  public static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    Malformed() {
      super("not a Docker configuration");
    }
  }

  /**
   * Those in the data of a secret of type {@code kubernetes.io/dockerconfigjson} or {@code
   * kubernetes.io/dockercfg}; a secret with neither key has none.
   */
  public static List<RegistryCredential> credentials(Map<String, byte[]> data) throws Malformed {
    byte[] now = data.get(DOCKER_CONFIG);
    byte[] old = data.get(OLD_DOCKER_CONFIG);
    if (now != null && now.length > 0) {
      return entries(json(now).path("auths"));
    }
    return old != null && old.length > 0 ? entries(json(old)) : List.of();
  }

  private static JsonNode json(byte[] text) throws Malformed {
    try {
      return JsonMapper.shared().readTree(text);
    } catch (JacksonException _) {
      throw new Malformed(); // the parser's message may show the text
    }
  }

  private static List<RegistryCredential> entries(JsonNode auths) throws Malformed {
    var all = new ArrayList<RegistryCredential>();
    for (var entry : auths.properties()) {
      all.add(new RegistryCredential(entry.getKey(), login(entry.getValue())));
    }
    return List.copyOf(all);
  }

  private static Login login(JsonNode entry) throws Malformed {
    String auth = text(entry.get("auth"));
    if (auth.isEmpty()) {
      return new Login(text(entry.get("username")), text(entry.get("password")));
    }
    String pair;
    try {
      pair = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw new Malformed();
    }
    int colon = pair.indexOf(':');
    if (colon < 0) {
      throw new Malformed();
    }
    return new Login(pair.substring(0, colon), pair.substring(colon + 1));
  }

  private static String text(@Nullable JsonNode value) {
    return value != null && value.isString() ? value.asString() : "";
  }
}
