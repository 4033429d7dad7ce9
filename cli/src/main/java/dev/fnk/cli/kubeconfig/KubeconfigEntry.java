package dev.fnk.cli.kubeconfig;

import java.util.List;

/**
 * A cluster's entry.
 *
 * @param name of its cluster, user and context alike; the cluster's ARN, as the AWS CLI does it, so
 *     that equal names of two accounts do not meet
 * @param server the API server's URL
 * @param certificateAuthority PEM in base64
 * @param command what kubectl runs to get a token (client.authentication.k8s.io/v1), the program
 *     first
 */
public record KubeconfigEntry(
    String name, String server, String certificateAuthority, List<String> command) {
  public KubeconfigEntry {
    command = List.copyOf(command);
  }
}
