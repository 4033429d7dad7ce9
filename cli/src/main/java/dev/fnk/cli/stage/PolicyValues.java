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
    return Map.of(
        "partition", account.partition(),
        "region", account.region(),
        "account", account.id(),
        "lab", config.lab(),
        "logGroup", names.logGroup(),
        "executionRoleName", names.executionRole(),
        "podRoleName", names.podRole());
  }
}
