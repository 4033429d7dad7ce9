package dev.fnk.cli.stage;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.config.ConfigException;
import dev.fnk.cli.config.LabConfig;
import dev.fnk.cli.config.Setting;
import dev.fnk.cli.resource.LabNames;
import dev.fnk.cli.template.Templates;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the node's own role allows. */
final class NodePolicies {
  private NodePolicies() {}

  /**
   * Its inline policies, JSON, by name.
   *
   * @throws ConfigException pods would get a role of the lab that is not for them
   */
  static Map<String, String> of(LabConfig config, Account account) {
    var values = PolicyValues.of(config, account);
    var kubelet =
        WiderPolicy.of(
            ImagePolicy.of("policies/kubelet.json", values, config.containers().repositories()),
            "iam:PassRole",
            podRoles(config, account));
    return byAccessEntry(config)
        ? Map.of("kubelet", kubelet, "node", Templates.render("policies/node.json", values))
        : Map.of("kubelet", kubelet);
  }

  static boolean byAccessEntry(LabConfig config) {
    return config.registration().mode() == LabConfig.RegistrationMode.ACCESS_ENTRY;
  }

  /** A pod with the node's role would be the node to every other pod's agent. */
  private static List<String> podRoles(LabConfig config, Account account) {
    var names = new LabNames(config.lab(), account.region());
    var roles = config.containers().podRoles();
    Stream.of(names.kubeletRole(), names.nodeRole(), names.executionRole())
        .map(account::roleArn)
        .filter(roles::contains)
        .findFirst()
        .ifPresent(
            role -> {
              throw new ConfigException(
                  "%s: %s is the lab's own and not for pods"
                      .formatted(Setting.POD_ROLES.path(), role));
            });
    return roles;
  }
}
