package dev.fnk.local.eks.api;

import dev.fnk.local.account.LocalAccount;
import dev.fnk.local.aws.AwsError;
import dev.fnk.local.eks.access.PrincipalArn;
import dev.fnk.local.eks.protocol.EksError;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;

/** The IAM side of clusters: their role, EKS's service-linked role, principals of entries. */
final class ClusterRoles {
  private static final String SERVICE = "eks.amazonaws.com";
  private static final String LINKED_ROLE = "AWSServiceRoleForAmazonEKS";
  private static final String TRUST =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",\
      "Principal":{"Service":"eks.amazonaws.com"}}]}""";
  private static final Duration SESSION = Duration.ofMinutes(15);

  private final LocalAccount account;
  private final IamClient iam;

  ClusterRoles(LocalAccount account, String region) {
    this.account = account;
    this.iam = account.clients(region).iam();
  }

  /** Refuses a role that EKS could not assume. */
  void requireAssumable(String cluster, String roleArn) {
    try {
      var _ = account.assumeRole(roleArn, SERVICE, LINKED_ROLE, SESSION);
    } catch (AwsError e) {
      throw EksError.invalidParameter(
          cluster,
          "Role with arn: "
              + roleArn
              + ", could not be assumed because it does not exist or the trusted entity is not"
              + " correct ("
              + e.message()
              + ")");
    }
  }

  /** Makes EKS's service-linked role when the account has none yet. */
  void requireServiceLinkedRole() {
    try {
      iam.getRole(r -> r.roleName(LINKED_ROLE));
    } catch (NoSuchEntityException _) {
      createServiceLinkedRole();
    }
  }

  /** The principal with its path; empty when this account has no such role or user. */
  Optional<PrincipalArn> existing(PrincipalArn principal) {
    if (!principal.account().equals(account.accountId())) {
      return Optional.of(principal);
    }
    try {
      return switch (principal.kind()) {
        case ROLE ->
            PrincipalArn.canonical(iam.getRole(r -> r.roleName(principal.name())).role().arn());
        case USER ->
            PrincipalArn.canonical(iam.getUser(r -> r.userName(principal.name())).user().arn());
        case ROOT, FEDERATED_USER -> Optional.of(principal);
      };
    } catch (NoSuchEntityException _) {
      return Optional.empty();
    }
  }

  private void createServiceLinkedRole() {
    try {
      iam.createRole(
          r ->
              r.roleName(LINKED_ROLE)
                  .path("/aws-service-role/" + SERVICE + "/")
                  .assumeRolePolicyDocument(TRUST)
                  .description("Allows Amazon EKS to call AWS services on your behalf."));
    } catch (EntityAlreadyExistsException _) {
      // Another cluster's creation made it first.
    }
  }
}
