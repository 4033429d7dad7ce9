package dev.fnk.local.access;

/** Region and account that a call is for. */
record Place(String region, String accountId) {
  String arn(String service, String resource) {
    return String.join(":", "arn", "aws", service, region, accountId, resource);
  }

  /** A role given by name or ARN. */
  String role(String role) {
    return role.startsWith("arn:") ? role : "arn:aws:iam::" + accountId + ":role/" + role;
  }
}
