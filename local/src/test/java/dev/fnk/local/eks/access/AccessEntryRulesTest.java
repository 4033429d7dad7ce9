package dev.fnk.local.eks.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.local.eks.access.AccessEntry.Type;
import dev.fnk.local.eks.protocol.EksError;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AccessEntryRulesTest {
  private static final String ACCOUNT = "111122223333";
  private static final PrincipalArn ROLE =
      PrincipalArn.canonical("arn:aws:iam::111122223333:role/r").orElseThrow();

  @Test
  void standardEntriesCannotBeSystem() {
    for (String name : List.of("system:node:x", "eks:x", "aws:x", "amazon:x", "iam:x", " ")) {
      refused(() -> AccessEntryRules.username("c", Type.STANDARD, name));
      refused(() -> AccessEntryRules.groups("c", Type.STANDARD, List.of("fine", name)));
    }
    assertThat(AccessEntryRules.username("c", Type.STANDARD, "fnk:node")).isEqualTo("fnk:node");
    refused(() -> AccessEntryRules.username("c", Type.STANDARD, "{{SessionName}}"));
    assertThat(AccessEntryRules.username("c", Type.STANDARD, "n:{{SessionName}}"))
        .isEqualTo("n:{{SessionName}}");
  }

  @Test
  void nodeTypesAreNamedByEks() {
    assertThat(AccessEntryRules.defaultUsername(Type.HYBRID_LINUX, ROLE))
        .isEqualTo("system:node:{{SessionName}}");
    assertThat(AccessEntryRules.groups("c", Type.HYBRID_LINUX, List.of()))
        .containsExactly("system:bootstrappers", "system:nodes");
    assertThat(AccessEntryRules.defaultUsername(Type.EC2_LINUX, ROLE))
        .isEqualTo("system:node:{{EC2PrivateDNSName}}");
    refused(() -> AccessEntryRules.username("c", Type.EC2_LINUX, "me"));
    refused(() -> AccessEntryRules.groups("c", Type.EC2_LINUX, List.of("mine")));
  }

  @Test
  void principalsAreUsersAndRoles() {
    assertThat(
            AccessEntryRules.principal(
                "c", ACCOUNT, Type.STANDARD, "arn:aws:iam::444455556666:user/u"))
        .isNotNull();
    refused(
        () ->
            AccessEntryRules.principal(
                "c", ACCOUNT, Type.STANDARD, "arn:aws:sts::111122223333:assumed-role/r/s"));
    refused(
        () ->
            AccessEntryRules.principal(
                "c", ACCOUNT, Type.EC2_LINUX, "arn:aws:iam::444455556666:role/r"));
    refused(() -> AccessEntryRules.type("c", "ODD"));
  }

  @Test
  void namespacesMayEndInAWildcard() {
    assertThat(scope("team-*").covers("team-a")).isTrue();
    assertThat(scope("team").covers("team-a")).isFalse();
    assertThat(scope("other", "*").covers("x")).isTrue();
    assertThat(scope().covers("x")).isFalse();
  }

  private static AccessEntry.Association scope(String... namespaces) {
    return new AccessEntry.Association(List.of(namespaces), Instant.EPOCH, Instant.EPOCH);
  }

  private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            EksError.class, e -> assertThat(e.code()).isEqualTo("InvalidParameterException"));
  }
}
