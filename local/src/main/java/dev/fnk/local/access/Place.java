package dev.fnk.local.access;

/** Region and account that a call is for. */
public record Place(String region, String accountId) {
  public String arn(String service, String resource) {
    return String.join(":", "arn", "aws", service, region, accountId, resource);
  }

  /** A role given by name or ARN. */
  public String role(String role) {
    return role.startsWith("arn:") ? role : "arn:aws:iam::" + accountId + ":role/" + role;
  }
}
