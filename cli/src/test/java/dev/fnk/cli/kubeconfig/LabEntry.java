package dev.fnk.cli.kubeconfig;

import static java.util.stream.Collectors.joining;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The entry of a lab, the file that it is put into, and what others have in one. */
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

  /** As KUBECONFIG names it, which may be several. */
  static KubeconfigFile file(Path folder, Path... files) {
    var list = Arrays.stream(files).map(Path::toString).collect(joining(File.pathSeparator));
    return KubeconfigFile.of(Map.of("KUBECONFIG", list), folder);
  }

  static ExecCommand command(String... words) {
    return new ExecCommand(
        List.of(words), Map.of("HOME", "/home/me", "AWS_PROFILE", "lab"), Optional.empty());
  }
}
