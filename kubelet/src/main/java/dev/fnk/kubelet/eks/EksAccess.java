package dev.fnk.kubelet.eks;

import java.net.URI;

/**
 * How to reach an EKS cluster, as eks:DescribeCluster tells.
 *
 * @param name cluster name; the token is bound to it by the signed header {@code x-k8s-aws-id}
 * @param endpoint the API server
 * @param certificateAuthority PEM of the cluster's certificate authority
 */
public record EksAccess(String name, URI endpoint, String certificateAuthority) {}
