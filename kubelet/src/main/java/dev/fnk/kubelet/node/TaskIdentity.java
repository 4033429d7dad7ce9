package dev.fnk.kubelet.node;

/**
 * The ECS task the node runs in.
 *
 * @param arn of the task
 * @param address IPv4 address of its network interface
 */
public record TaskIdentity(String arn, String address) {
  /** The last part of the ARN. */
  public String id() {
    return arn.substring(arn.lastIndexOf('/') + 1);
  }
}
