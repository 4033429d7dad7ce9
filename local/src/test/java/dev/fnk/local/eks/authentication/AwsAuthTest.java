package dev.fnk.local.eks.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.local.eks.access.PrincipalArn;
import dev.fnk.local.eks.access.UsernameTemplate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AwsAuthTest {
  private static final Map<String, String> DATA =
      Map.of(
          "mapRoles",
          """
          - rolearn: arn:aws:iam::111122223333:role/Node
            username: system:node:{{SessionName}}
            groups:
            - system:nodes
            - system:bootstrappers
          """,
          "mapUsers",
          """
          - userarn: arn:aws:iam::111122223333:user/ann
            username: ann
          """,
          "mapAccounts",
          """
          - "444455556666"
          """);

  @Test
  void findsRolesWithoutRegardToCaseAndPath() throws Exception {
    AwsAuth auth = AwsAuth.parse(DATA);
    assertThat(auth.find(principal("arn:aws:sts::111122223333:assumed-role/node/t")))
        .hasValueSatisfying(
            found -> {
              assertThat(found.username()).isEqualTo("system:node:{{SessionName}}");
              assertThat(found.groups()).containsExactly("system:nodes", "system:bootstrappers");
            });
    assertThat(auth.find(principal("arn:aws:iam::111122223333:role/some/path/Node"))).isPresent();
    assertThat(auth.find(principal("arn:aws:iam::111122223333:role/other"))).isEmpty();
  }

  @Test
  void ofTwoMappingsOfOneArnTheLastCounts() throws Exception {
    AwsAuth auth =
        AwsAuth.parse(
            Map.of(
                "mapRoles",
                """
                - rolearn: arn:aws:iam::111122223333:role/node
                  username: first
                - rolearn: arn:aws:iam::111122223333:role/Node
                  username: last
                """,
                "mapUsers",
                """
                - userarn: arn:aws:iam::111122223333:role/node
                  username: a-role-is-no-user
                """));
    assertThat(auth.find(principal("arn:aws:iam::111122223333:role/node")))
        .map(AwsAuth.Mapping::username)
        .contains("last");
  }

  @Test
  void findsUsersAndAccounts() throws Exception {
    AwsAuth auth = AwsAuth.parse(DATA);
    assertThat(auth.find(principal("arn:aws:iam::111122223333:user/ann")))
        .contains(new AwsAuth.Mapping("arn:aws:iam::111122223333:user/ann", "ann", List.of()));
    assertThat(auth.find(principal("arn:aws:iam::444455556666:user/eve")))
        .map(AwsAuth.Mapping::username)
        .contains("arn:aws:iam::444455556666:user/eve");
  }

  @Test
  void whatIsNotThereMapsNobody() throws Exception {
    assertThat(AwsAuth.parse(Map.of()).find(principal("arn:aws:iam::111122223333:role/Node")))
        .isEmpty();
    assertThatThrownBy(() -> AwsAuth.parse(Map.of("mapRoles", "- rolearn: [")))
        .isInstanceOf(AwsAuth.Malformed.class)
        .hasMessageContaining("mapRoles");
  }

  @Test
  void placeholdersAreFilledIn() {
    UsernameTemplate.InstanceNames names =
        id -> id.equals("i-1") ? Optional.of("ip-10-0-0-9.internal") : Optional.empty();
    assertThat(UsernameTemplate.render("{{AccountID}}:{{SessionName}}", "1", "a@b", names))
        .contains("1:a-b");
    assertThat(UsernameTemplate.render("{{SessionNameRaw}}", "1", "a@b", names)).contains("a@b");
    assertThat(UsernameTemplate.render("system:node:{{EC2PrivateDNSName}}", "1", "i-1", names))
        .contains("system:node:ip-10-0-0-9.internal");
    assertThat(UsernameTemplate.render("{{EC2PrivateDNSName}}", "1", "task", names)).isEmpty();
  }

  private static PrincipalArn principal(String arn) {
    return PrincipalArn.canonical(arn).orElseThrow();
  }
}
