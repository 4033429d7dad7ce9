package dev.fnk.cli.aws;

/**
 * Whose account it is.
 *
 * @param partition such as {@code aws}
 * @param region the lab's region
 * @param caller ARN of who calls
 */
public record Account(String id, String partition, String region, String caller) {
  /** Asks sts:GetCallerIdentity, which needs no permission. */
  public static Account of(AwsClients aws) {
    var identity = aws.sts().getCallerIdentity();
    var partition = identity.arn().split(":", -1)[1]; // arn:PARTITION:sts::...
    return new Account(identity.account(), partition, aws.world().region(), identity.arn());
  }

  /**
   * ARN of a thing in the lab's region.
   *
   * @param resource such as {@code cluster/eks-lab}
   */
  public String arn(String service, String resource) {
    return "arn:%s:%s:%s:%s:%s".formatted(partition, service, region, id, resource);
  }

  /** ARN of a role; IAM has no region. */
  public String roleArn(String name) {
    return "arn:%s:iam::%s:role/%s".formatted(partition, id, name);
  }

  /** ARN of a policy that AWS keeps. */
  public String managedPolicyArn(String name) {
    return "arn:%s:iam::aws:policy/%s".formatted(partition, name);
  }
}
