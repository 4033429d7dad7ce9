package dev.fnk.cli.stage;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.config.LabConfig;
import java.util.Map;

/** The names that policies speak of; all are known before anything exists. */
final class PolicyValues {
  private PolicyValues() {}

  static String logGroup(String lab) {
    return "/fnk/" + lab;
  }

  static Map<String, String> of(LabConfig config, Account account) {
    return Map.of(
        "partition", account.partition(),
        "region", account.region(),
        "account", account.id(),
        "lab", config.lab(),
        "logGroup", logGroup(config.lab()));
  }
}
