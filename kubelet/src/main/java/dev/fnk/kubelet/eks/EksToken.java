package dev.fnk.kubelet.eks;

import java.time.Instant;

/**
 * A bearer token of an EKS cluster.
 *
 * @param value {@code k8s-aws-v1.} and the presigned sts:GetCallerIdentity URL, base64url without
 *     padding
 * @param expires when to have renewed it (before the URL's 15 minutes end)
 */
public record EksToken(String value, Instant expires) {
  /** Never shows the secret. */
  @Override
  public String toString() {
    return "EksToken[until " + expires + "]";
  }
}
