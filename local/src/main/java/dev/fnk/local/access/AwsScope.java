package dev.fnk.local.access;

import software.amazon.awssdk.arns.Arn;

/** Region and account that a call is for. */
public record AwsScope(String region, String accountId) {
  public String arn(String service, String resource) {
    return Arn.builder()
        .partition("aws")
        .service(service)
        .region(region)
        .accountId(accountId)
        .resource(resource)
        .build()
        .toString();
  }

  /** A role given by name or ARN. */
  public String role(String role) {
    return role.startsWith("arn:") ? role : "arn:aws:iam::" + accountId + ":role/" + role;
  }
}
