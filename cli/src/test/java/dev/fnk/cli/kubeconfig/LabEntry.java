package dev.fnk.cli.kubeconfig;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The entry of a lab, and a file of others. */
final class LabEntry {
  static final String ARN = "arn:aws:eks:eu-west-1:111122223333:cluster/eks-lab";

  static final KubeconfigEntry ENTRY =
      new KubeconfigEntry(
          ARN, "https://api.test", "Q0E=", command("/opt/fnk/fnk", "token", "--lab", "eks-lab"));

  static final String OTHERS =
      """
      apiVersion: v1
      kind: Config
      preferences: {colors: true}
      clusters:
      - name: work
        cluster: {server: https://work.test, insecure-skip-tls-verify: true}
      users:
      - name: me
        user: {token: "0123"}
      contexts:
      - name: work
        context: {cluster: work, user: me, namespace: team}
      current-context: work
      """;

  private LabEntry() {}

  static ExecCommand command(String... words) {
    return new ExecCommand(
        List.of(words), Map.of("HOME", "/home/me", "AWS_PROFILE", "lab"), Optional.empty());
  }
}
