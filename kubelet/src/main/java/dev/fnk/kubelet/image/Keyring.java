package dev.fnk.kubelet.image;

import dev.fnk.kubelet.image.RegistryCredential.Login;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which credentials are for an image, by the rules of the kubelet: labels of the host may be globs,
 * the port must be the same, the path is a prefix, the more precise one comes first.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/containers/images/#config-json">Interpretation
 *     of config.json</a>
 */
final class Keyring {
  private static final String HUB_BY_ITS_OLD_NAME = "index.docker.io";

  private Keyring() {}

  private record Location(String host, String port, String path) {
    /** Without its scheme, and without the version of the registry's API. */
    static Location of(String written) {
      String rest = written.replaceFirst("^https?://", "");
      int slash = rest.indexOf('/');
      String path = slash < 0 ? "" : rest.substring(slash).replaceFirst("^/v[12]/", "/");
      String host = slash < 0 ? rest : rest.substring(0, slash);
      int colon = host.lastIndexOf(':');
      boolean hasPort = colon > host.lastIndexOf(']');
      return new Location(
          hasPort ? host.substring(0, colon) : host,
          hasPort ? host.substring(colon + 1) : "",
          path.equals("/") ? "" : path);
    }

    String key() {
      return host + (port.isEmpty() ? "" : ":" + port) + path;
    }

    boolean covers(Location image) {
      String[] globs = host.split("\\.", -1);
      String[] labels = image.host.split("\\.", -1);
      if (!port.equals(image.port)
          || globs.length != labels.length
          || !image.path.startsWith(path)) {
        return false;
      }
      for (int i = 0; i < globs.length; i++) {
        if (!glob(globs[i]).matcher(labels[i]).matches()) {
          return false;
        }
      }
      return true;
    }

    private static Pattern glob(String label) {
      var pattern = new StringBuilder();
      label
          .chars()
          .mapToObj(
              c ->
                  switch (c) {
                    case '*' -> ".*";
                    case '?' -> ".";
                    default -> Pattern.quote(Character.toString(c));
                  })
          .forEach(pattern::append);
      return Pattern.compile(pattern.toString());
    }
  }

  /** Those to be tried, in this order. */
  static List<Login> matching(List<RegistryCredential> credentials, ImageReference image) {
    record Entry(Location location, Login login) {}
    var entries = new ArrayList<Entry>();
    for (RegistryCredential credential : credentials) {
      entries.add(new Entry(Location.of(credential.location()), credential.login()));
    }
    entries.sort(Comparator.comparing((Entry entry) -> entry.location().key()).reversed());
    Location asked = Location.of(image.name());
    List<Login> found =
        entries.stream()
            .filter(entry -> entry.location().covers(asked))
            .map(Entry::login)
            .distinct()
            .toList();
    if (!found.isEmpty() || !image.registry().equals(ImageReference.DOCKER_HUB)) {
      return found;
    }
    return entries.stream()
        .filter(entry -> entry.location().key().equals(HUB_BY_ITS_OLD_NAME))
        .map(Entry::login)
        .distinct()
        .toList();
  }
}
