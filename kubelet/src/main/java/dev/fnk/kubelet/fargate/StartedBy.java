package dev.fnk.kubelet.fargate;

import dev.fnk.kubelet.config.NodeConfig;

/**
 * The node's name on its tasks: {@code fnk/LAB/NODE}. ECS takes 128 letters, digits, hyphens,
 * slashes and underscores; anything else becomes {@code _HEX_}, so that two names never meet.
 */
final class StartedBy {
  private StartedBy() {}

  static String of(NodeConfig config) {
    String value = "fnk/" + encoded(config.lab()) + "/" + encoded(config.nodeName());
    if (value.length() > 128) {
      throw new IllegalArgumentException(
          "lab and node name are too long together for ECS's startedBy (128): " + value);
    }
    return value;
  }

  private static String encoded(String name) {
    var out = new StringBuilder();
    name.codePoints()
        .forEach(
            c -> {
              boolean plain =
                  (c >= 'a' && c <= 'z')
                      || (c >= 'A' && c <= 'Z')
                      || (c >= '0' && c <= '9')
                      || c == '-';
              if (plain) {
                out.appendCodePoint(c);
              } else {
                out.append('_').append(Integer.toHexString(c)).append('_');
              }
            });
    return out.toString();
  }
}
