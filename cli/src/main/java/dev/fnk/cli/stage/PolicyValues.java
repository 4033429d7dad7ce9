package dev.fnk.cli.stage;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.config.LabConfig;
import dev.fnk.cli.resource.LabNames;
import java.util.Map;

/** The names that policies speak of; all are known before anything exists. */
final class PolicyValues {
  private PolicyValues() {}

  static Map<String, String> of(LabConfig config, Account account) {
    var names = new LabNames(config.lab(), account.region());
    return Map.ofEntries(
        Map.entry("partition", account.partition()),
        Map.entry("region", account.region()),
        Map.entry("account", account.id()),
        Map.entry("lab", config.lab()),
        Map.entry("nodeName", config.kubelet().nodeName()),
        Map.entry("logGroup", names.logGroup()),
        Map.entry("executionRoleName", names.executionRole()),
        Map.entry("podRoleName", names.podRole()),
        Map.entry("kubeletRoleName", names.kubeletRole()),
        Map.entry("nodeRoleName", names.nodeRole()));
  }
}
