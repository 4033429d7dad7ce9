package dev.fnk.local.eks.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PrincipalArnTest {
  @Test
  void aSessionIsItsRole() {
    PrincipalArn arn = canonical("arn:aws:sts::111122223333:assumed-role/node/task-1");
    assertThat(arn.text()).isEqualTo("arn:aws:iam::111122223333:role/node");
    assertThat(PrincipalArn.sessionName("arn:aws:sts::111122223333:assumed-role/node/task-1"))
        .contains("task-1");
  }

  @Test
  void pathsAreKeptAndIgnored() {
    PrincipalArn role = canonical("arn:aws:iam::111122223333:role/dev/apps/node");
    assertThat(role.text()).isEqualTo("arn:aws:iam::111122223333:role/dev/apps/node");
    assertThat(role.withoutPath()).isEqualTo("arn:aws:iam::111122223333:role/node");
    assertThat(role.samePrincipal(canonical("arn:aws:sts::111122223333:assumed-role/node/x")))
        .isTrue();
    assertThat(role.samePrincipal(canonical("arn:aws:iam::111122223333:user/node"))).isFalse();
    assertThat(role.samePrincipal(canonical("arn:aws:iam::444455556666:role/node"))).isFalse();
  }

  @Test
  void otherPrincipalsStayWhatTheyAre() {
    for (String arn :
        new String[] {
          "arn:aws:iam::111122223333:root",
          "arn:aws:iam::111122223333:user/team/ann",
          "arn:aws-cn:iam::111122223333:role/r",
          "arn:aws:sts::111122223333:federated-user/bob"
        }) {
      assertThat(canonical(arn).text()).isEqualTo(arn);
    }
  }

  @Test
  void whatIsNoPrincipalIsNone() {
    for (String arn :
        new String[] {
          "",
          "arn:aws:iam::111122223333:role",
          "arn:aws:iam::111122223333:policy/p",
          "arn:aws:sts::111122223333:assumed-role/only-role",
          "arn:aws:sts::111122223333:assumed-role/a/b/c",
          "arn:aws:s3:::bucket"
        }) {
      assertThat(PrincipalArn.canonical(arn)).as(arn).isEmpty();
    }
  }

  @Test
  void theDefaultUsernameOfARoleNamesItsSession() {
    assertThat(canonical("arn:aws:iam::111122223333:role/p/r").defaultUsername())
        .isEqualTo("arn:aws:sts::111122223333:assumed-role/r/{{SessionName}}");
    assertThat(canonical("arn:aws:iam::111122223333:user/ann").defaultUsername())
        .isEqualTo("arn:aws:iam::111122223333:user/ann");
  }

  private static PrincipalArn canonical(String arn) {
    return PrincipalArn.canonical(arn).orElseThrow();
  }
}
