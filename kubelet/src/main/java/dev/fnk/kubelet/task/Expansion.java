package dev.fnk.kubelet.task;

import java.util.Map;

/**
 * Kubernetes' {@code $(VAR)} in command, args and env: a known name is replaced, an unknown one
 * stays as written, {@code $$} is one dollar sign.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/">Dependent
 *     environment variables</a>
 */
final class Expansion {
  private final Map<String, Value> variables;

  Expansion(Map<String, Value> variables) {
    this.variables = variables;
  }

  Value expand(String text) {
    var out = new StringBuilder();
    boolean ofPod = false;
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
      Value value = variables.get(text.substring(at + 2, close));
      if (value == null) {
        out.append(text, at, close + 1);
      } else {
        out.append(value.text());
        ofPod |= value.ofPod();
      }
      at = close + 1;
    }
    return new Value(out.toString(), ofPod);
  }
}
