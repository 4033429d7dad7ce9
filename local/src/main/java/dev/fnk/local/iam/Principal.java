package dev.fnk.local.iam;

/** Whom a trust policy can name. */
public sealed interface Principal {
  /** An AWS service, such as {@code ecs-tasks.amazonaws.com}. */
  public record Service(String name) implements Principal {}

  /**
   * A user or the session of a role.
   *
   * @param accountId twelve digits
   * @param arn the caller's ARN
   * @param identityArn ARN of the IAM user or role behind it
   */
  record Aws(String accountId, String arn, String identityArn) implements Principal {}

  /** An identity provider, by its ARN. */
  record Federated(String providerArn) implements Principal {}
}
