package dev.fnk.cli.kubeconfig;

/**
 * A cluster's entry: a cluster, a user, and a context of both.
 *
 * @param name of its cluster and user, and of its context until somebody renames that; the
 *     cluster's ARN, as the AWS CLI does it, so that equal names of two accounts do not meet
 * @param server the API server's URL
 * @param certificateAuthority PEM in base64
 * @param command what kubectl runs to get a token
 */
public record KubeconfigEntry(
    String name, String server, String certificateAuthority, ExecCommand command) {}
