package dev.fnk.local.iam;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a policy is evaluated against.
 *
 * @param action such as {@code ecs:RunTask}
 * @param resource ARN, {@code *} when the action has none, empty when it is not known
 * @param keys condition keys and their values; keys are not case-sensitive
 */
public record RequestContext(String action, String resource, Map<String, List<String>> keys) {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");

  public RequestContext {
    keys =
        keys.entrySet().stream()
            .collect(
                Collectors.toMap(
                    e -> e.getKey().toLowerCase(Locale.ROOT),
                    e -> List.copyOf(e.getValue()),
                    (first, second) -> first,
                    TreeMap::new));
  }

  List<String> values(String key) {
    return keys.getOrDefault(key.toLowerCase(Locale.ROOT), List.of());
  }

  /** Replaces policy variables such as <code>${aws:PrincipalArn}</code>; unknown ones stay. */
  String substitute(String text) {
    Matcher matcher = VARIABLE.matcher(text);
    return matcher.replaceAll(
        found -> {
          List<String> values = values(found.group(1));
          return Matcher.quoteReplacement(values.isEmpty() ? found.group() : values.getFirst());
        });
  }
}
