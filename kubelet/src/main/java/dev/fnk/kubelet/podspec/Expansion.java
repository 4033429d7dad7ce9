package dev.fnk.kubelet.podspec;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Kubernetes' {@code $(VAR)} in command, args and env: a known name is replaced, an unknown one
 * stays as written, {@code $$} is one dollar sign. What is put in is not expanded again.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/">Dependent
 *     environment variables</a>
 */
public final class Expansion {
  private Expansion() {}

  /**
   * @param variables the value of a name; null: there is no such variable
   */
  public static String expand(String text, Function<String, @Nullable String> variables) {
    var out = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      char next = at + 1 < text.length() ? text.charAt(at + 1) : 0;
      if (c == '$' && next == '$') {
        out.append('$');
        at += 2;
        continue;
      }
      int close = c == '$' && next == '(' ? text.indexOf(')', at) : -1;
      if (close < 0) {
        out.append(c);
        at++;
        continue;
      }
      String value = variables.apply(text.substring(at + 2, close));
      if (value == null) {
        out.append(text, at, close + 1);
      } else {
        out.append(value);
      }
      at = close + 1;
    }
    return out.toString();
  }
}
