package dev.fnk.local.eks.access;

import dev.fnk.local.eks.protocol.EksError;
import java.util.Arrays;
import java.util.List;

/** What EKS allows in an access entry (user guide, "Create access entries"). */
public final class AccessEntryRules {
  private static final List<String> RESERVED =
      List.of("system:", "eks:", "aws:", "amazon:", "iam:");
  private static final String SESSION = "{{SessionName}}";

  private AccessEntryRules() {}

  public static AccessEntry.Type type(String cluster, String asked) {
    return Arrays.stream(AccessEntry.Type.values())
        .filter(type -> type.name().equals(asked))
        .findFirst()
        .orElseThrow(
            () ->
                EksError.invalidParameter(
                    cluster,
                    "The type "
                        + asked
                        + " is not supported here; use one of "
                        + Arrays.toString(AccessEntry.Type.values())));
  }

  /** A principal that may have an entry: a user or role, of node types a role of this account. */
  public static PrincipalArn principal(
      String cluster, String account, AccessEntry.Type type, String arn) {
    PrincipalArn principal =
        PrincipalArn.canonical(arn)
            .filter(_ -> arn.contains(":iam:"))
            .orElseThrow(
                () ->
                    EksError.invalidParameter(
                        cluster,
                        "The specified principalArn is invalid: it must be the ARN of an IAM user"
                            + " or role."));
    if (type != AccessEntry.Type.STANDARD
        && (principal.kind() != PrincipalArn.Kind.ROLE || !principal.account().equals(account))) {
      throw EksError.invalidParameter(
          cluster,
          "The specified principalArn is invalid: type "
              + type
              + " needs an IAM role of the cluster's account.");
    }
    return principal;
  }

  /** The name EKS gives when none is asked for. */
  public static String defaultUsername(AccessEntry.Type type, PrincipalArn principal) {
    return type == AccessEntry.Type.STANDARD ? principal.defaultUsername() : type.username();
  }

  public static String username(String cluster, AccessEntry.Type type, String asked) {
    requireStandard(cluster, type, "username");
    refuseReserved(cluster, "username", asked);
    int session = asked.indexOf(SESSION);
    if (session >= 0 && asked.lastIndexOf(':', session) < 0) {
      throw EksError.invalidParameter(
          cluster, "The username must have a colon before " + SESSION + ".");
    }
    return asked;
  }

  public static List<String> groups(String cluster, AccessEntry.Type type, List<String> asked) {
    if (asked.isEmpty()) {
      return type.groups();
    }
    requireStandard(cluster, type, "kubernetesGroups");
    asked.forEach(group -> refuseReserved(cluster, "kubernetes group name", group));
    return asked.stream().distinct().sorted().toList();
  }

  private static void requireStandard(String cluster, AccessEntry.Type type, String parameter) {
    if (type != AccessEntry.Type.STANDARD) {
      throw EksError.invalidParameter(
          cluster,
          "The parameter " + parameter + " cannot be set for access entry type " + type + ".");
    }
  }

  private static void refuseReserved(String cluster, String what, String value) {
    if (value.isBlank() || RESERVED.stream().anyMatch(value::startsWith)) {
      throw EksError.invalidParameter(
          cluster,
          "The "
              + what
              + " '"
              + value
              + "' is invalid: it must not be blank or start with "
              + String.join(", ", RESERVED)
              + ".");
    }
  }
}
