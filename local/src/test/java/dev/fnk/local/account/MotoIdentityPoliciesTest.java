package dev.fnk.local.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.Caller;
import dev.fnk.local.iam.Decision;
import dev.fnk.local.iam.RequestContext;
import dev.fnk.local.moto.FakeMoto;
import dev.fnk.local.uri.UriEncoding;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MotoIdentityPoliciesTest {
  private static final Caller SESSION =
      new Caller("123456789012", "arn:aws:sts::123456789012:assumed-role/r/s", "AROA:s");
  private static final Caller USER =
      new Caller("123456789012", "arn:aws:iam::123456789012:user/path/eva", "AIDAEVA");
  private static final String ROLE = "<Role><Arn>arn:aws:iam::123456789012:role/r</Arn></Role>";

  private final FakeMoto moto = new FakeMoto();
  private final MotoAccount account =
      MotoAccount.open(moto.client(), URI.create("http://127.0.0.1:4599"), InstantSource.system());
  private final MotoIdentityPolicies policies = new MotoIdentityPolicies(moto.client(), account);

  @AfterEach
  void close() {
    account.close();
    moto.close();
  }

  private static String policy(String effect, String action) {
    return "{\"Statement\":{\"Effect\":\"%s\",\"Action\":\"%s\",\"Resource\":\"*\"}}"
        .formatted(effect, action);
  }

  private Decision decide(Caller caller, String action) {
    return policies.decide(caller, new RequestContext(action, "arn:x", Map.of()));
  }

  @Test
  void theAdministratorMayDoAllAndIsNotAskedFor() {
    Caller administrator = account.administrator().caller();
    int before = moto.asked.size();
    assertThat(policies.isAdministrator(administrator)).isTrue();
    assertThat(policies.isAdministrator(USER)).isFalse();
    assertThat(decide(administrator, "ecs:RunTask")).isEqualTo(Decision.ALLOW);
    assertThat(policies.identityArn(administrator)).isEqualTo(administrator.arn());
    assertThat(moto.asked).hasSize(before);
  }

  @Test
  void aSessionHasTheInlineAndAttachedPoliciesOfItsRole() {
    moto.say("GetRole r", ROLE);
    moto.say("ListRolePolicies r", "<PolicyNames><member>inline</member></PolicyNames>");
    moto.say(
        "GetRolePolicy inline r",
        "<PolicyDocument>%s</PolicyDocument>"
            .formatted(UriEncoding.encode(policy("Allow", "ecs:RunTask"))));
    moto.say(
        "ListAttachedRolePolicies r",
        "<AttachedPolicies><member><PolicyArn>arn:p</PolicyArn></member></AttachedPolicies>");
    moto.say("GetPolicy arn:p", "<Policy><DefaultVersionId>v2</DefaultVersionId></Policy>");
    moto.say(
        "GetPolicyVersion arn:p v2",
        "<PolicyVersion><Document>%s</Document></PolicyVersion>"
            .formatted(policy("Allow", "logs:*")));
    assertThat(decide(SESSION, "ecs:RunTask")).isEqualTo(Decision.ALLOW);
    assertThat(decide(SESSION, "logs:PutLogEvents")).isEqualTo(Decision.ALLOW);
    assertThat(decide(SESSION, "ecs:StopTask")).isEqualTo(Decision.IMPLICIT_DENY);
    assertThat(policies.identityArn(SESSION)).isEqualTo("arn:aws:iam::123456789012:role/r");
  }

  @Test
  void aUserHasThoseOfItsGroupsToo() {
    moto.say("GetUser eva", FakeMoto.user("eva"));
    moto.say("ListUserPolicies eva", "<PolicyNames><member>own</member></PolicyNames>");
    moto.say(
        "GetUserPolicy own eva",
        "<PolicyDocument>%s</PolicyDocument>".formatted(policy("Allow", "ecs:*")));
    moto.say("ListGroupsForUser eva", "<Groups><member><GroupName>g</GroupName></member></Groups>");
    moto.say("ListGroupPolicies g", "<PolicyNames><member>p</member></PolicyNames>");
    moto.say(
        "GetGroupPolicy g p",
        "<PolicyDocument>%s</PolicyDocument>".formatted(policy("Deny", "ecs:StopTask")));
    assertThat(decide(USER, "ecs:RunTask")).isEqualTo(Decision.ALLOW);
    assertThat(decide(USER, "ecs:StopTask")).isEqualTo(Decision.EXPLICIT_DENY);
  }

  @Test
  void whatWasReadIsKeptUntilIamChanges() {
    moto.say("GetRole r", ROLE);
    assertThat(decide(SESSION, "ecs:RunTask")).isEqualTo(Decision.IMPLICIT_DENY);
    moto.say("ListRolePolicies r", "<PolicyNames><member>p</member></PolicyNames>");
    moto.say(
        "GetRolePolicy p r", "<PolicyDocument>%s</PolicyDocument>".formatted(policy("Allow", "*")));
    assertThat(decide(SESSION, "ecs:RunTask")).isEqualTo(Decision.IMPLICIT_DENY);
    policies.changed();
    assertThat(decide(SESSION, "ecs:RunTask")).isEqualTo(Decision.ALLOW);
  }

  @Test
  void aSessionOutlivesItsRoleAndMayNothing() {
    assertThat(decide(SESSION, "ecs:RunTask")).isEqualTo(Decision.IMPLICIT_DENY);
    assertThat(policies.identityArn(SESSION)).isEqualTo(SESSION.arn());
  }

  @Test
  void whatIamFailsWithIsNoDenial() {
    moto.refuse("GetRole r", 500, "ServiceFailure");
    assertThatExceptionOfType(AwsError.class)
        .isThrownBy(() -> decide(SESSION, "ecs:RunTask"))
        .matches(error -> error.status() == 500)
        .matches(error -> error.code().equals("ServiceFailure"))
        .withMessageContaining("said so");
  }

  @Test
  void theKeysTellOfTheCaller() {
    moto.say("GetRole r", ROLE);
    moto.say("GetUser eva", FakeMoto.user("eva"));
    assertThat(policies.keys(SESSION))
        .isEqualTo(
            Map.of(
                "aws:PrincipalArn", List.of("arn:aws:iam::123456789012:role/r"),
                "aws:PrincipalAccount", List.of("123456789012"),
                "aws:userid", List.of("AROA:s"),
                "aws:PrincipalType", List.of("AssumedRole")));
    assertThat(policies.keys(USER))
        .isEqualTo(
            Map.of(
                "aws:PrincipalArn", List.of("arn:aws:iam::123456789012:user/eva"),
                "aws:PrincipalAccount", List.of("123456789012"),
                "aws:userid", List.of("AIDAEVA"),
                "aws:username", List.of("eva"),
                "aws:PrincipalType", List.of("User")));
  }
}
