package dev.fnk.kubelet.podspec;

import io.fabric8.kubernetes.api.model.ObjectFieldSelector;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the pod knows of itself, by {@code fieldRef}.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/workloads/pods/downward-api/#available-fields">Available
 *     fields</a>
 */
final class FieldPath {
  private static final Pattern SUBSCRIPTED = Pattern.compile("(.+?)\\['(.*)'\\]", Pattern.DOTALL);
  private static final Pattern QUALIFIED_NAME =
      Pattern.compile(
          "(?:(?=.{1,253}/)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*/)?"
              + "(?=.{1,63}$)(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");

  /** Fields of other uses, which are known and have no text. */
  private static final List<String> WITHOUT_TEXT =
      List.of("spec.restartPolicy", "spec.schedulerName", "status.phase");

  private FieldPath() {}

  /**
   * For a variable.
   *
   * @param podIps the primary one first; none: not known yet
   */
  static String variable(
      ObjectFieldSelector selector, Pod pod, List<String> podIps, List<String> hostIps)
      throws Unavailable {
    String version = selector.getApiVersion();
    if (version != null && !version.isEmpty() && !version.equals("v1")) {
      throw new Unavailable("unsupported pod version: " + version);
    }
    String path = selector.getFieldPath();
    return switch (path) {
      // spec.host: an old name that Kubernetes still knows
      case "spec.nodeName", "spec.host" -> text(pod.getSpec().getNodeName());
      case "spec.serviceAccountName" -> {
        String account = pod.getSpec().getServiceAccountName();
        yield account == null || account.isEmpty() ? "default" : account;
      }
      case "status.hostIP" -> first(hostIps);
      case "status.hostIPs" -> String.join(",", hostIps);
      case "status.podIP" -> first(podIps);
      case "status.podIPs" -> String.join(",", podIps);
      default -> {
        Matcher subscripted = SUBSCRIPTED.matcher(path);
        if (subscripted.matches()) {
          yield entry(pod, path, subscripted.group(1), subscripted.group(2));
        }
        if (!path.startsWith("metadata.") && !WITHOUT_TEXT.contains(path)) {
          throw new Unavailable("field label not supported: " + path);
        }
        yield metadata(pod, path);
      }
    };
  }

  /** For a file: metadata only. */
  static String file(ObjectFieldSelector selector, Pod pod) throws Unavailable {
    String path = selector.getFieldPath();
    Matcher subscripted = SUBSCRIPTED.matcher(path);
    return subscripted.matches()
        ? entry(pod, path, subscripted.group(1), subscripted.group(2))
        : metadata(pod, path);
  }

  private static String metadata(Pod pod, String path) throws Unavailable {
    var meta = pod.getMetadata();
    return switch (path) {
      case "metadata.name" -> text(meta.getName());
      case "metadata.namespace" -> text(meta.getNamespace());
      case "metadata.uid" -> text(meta.getUid());
      case "metadata.labels" -> lines(meta.getLabels());
      case "metadata.annotations" -> lines(meta.getAnnotations());
      default -> throw new Unavailable("unsupported fieldPath: " + path);
    };
  }

  private static String entry(Pod pod, String path, String map, String key) throws Unavailable {
    var meta = pod.getMetadata();
    Map<String, String> entries =
        switch (map) {
          case "metadata.labels" -> meta.getLabels();
          case "metadata.annotations" -> meta.getAnnotations();
          default -> throw new Unavailable("fieldPath \"" + path + "\" does not support subscript");
        };
    // The prefix of an annotation may be in capitals.
    String checked = map.equals("metadata.labels") ? key : key.toLowerCase(Locale.ROOT);
    if (!QUALIFIED_NAME.matcher(checked).matches()) {
      throw new Unavailable("invalid key subscript in " + path);
    }
    return entries == null ? "" : text(entries.get(key));
  }

  /** A line an entry, sorted, {@code key="value"}, without an end of line after the last. */
  private static String lines(@Nullable Map<String, String> entries) {
    if (entries == null) {
      return "";
    }
    var lines = new StringBuilder();
    new TreeMap<>(entries)
        .forEach(
            (key, value) -> {
              if (!lines.isEmpty()) {
                lines.append('\n');
              }
              lines.append(key).append('=').append(GoQuoting.quoted(value));
            });
    return lines.toString();
  }

  private static String first(List<String> addresses) {
    return addresses.isEmpty() ? "" : addresses.getFirst();
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
