package dev.fnk.cli.command;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.config.LabConfig;
import dev.fnk.cli.invocation.Invocation;
import dev.fnk.kubelet.eks.EksToken;
import dev.fnk.kubelet.eks.EksTokens;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/**
 * An ExecCredential for kubectl (Kubernetes documentation, "client-go credential plugins"), which
 * may run it anywhere.
 */
@Command(
    name = "token",
    description = "Prints a token of an EKS cluster as an ExecCredential, for kubectl.")
final class TokenCommand implements Runnable {
  private final Invocation invocation;

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      description = "the cluster (default: the lab's)")
  private String cluster = "";

  TokenCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public void run() {
    LabConfig config = invocation.settingsForPrograms().toLabConfig();
    try (AwsClients aws = new AwsClients(invocation.worlds().connect(config))) {
      EksToken token = new EksTokens(aws.sts()).issue(cluster.isEmpty() ? config.lab() : cluster);
      Map<String, Object> status = new LinkedHashMap<>();
      status.put("expirationTimestamp", token.expires().truncatedTo(ChronoUnit.SECONDS).toString());
      status.put("token", token.value());
      Map<String, Object> credential = new LinkedHashMap<>();
      credential.put("apiVersion", "client.authentication.k8s.io/v1");
      credential.put("kind", "ExecCredential");
      credential.put("spec", Map.of());
      credential.put("status", status);
      invocation.console().out().println(JsonMapper.shared().writeValueAsString(credential));
    }
  }
}
