package dev.fnk.local.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.AwsResponse;
import dev.fnk.local.aws.Caller;
import dev.fnk.local.aws.FormRequests;
import dev.fnk.local.aws.XmlAnswer;
import dev.fnk.local.iam.Decision;
import dev.fnk.local.iam.RequestContext;
import dev.fnk.local.moto.FakeMoto;
import dev.fnk.local.sigv4.AccessKey;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may become a role: by STS, and for a service by the account. */
class StsServiceTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final InstantSource CLOCK = InstantSource.fixed(NOW);
  private static final Caller EVA =
      new Caller("123456789012", "arn:aws:iam::123456789012:user/eva", "AIDAEVA");
  private static final String ROLE = "arn:aws:iam::123456789012:role/r";
  private static final String TASK = "arn:aws:ecs:eu-west-1:123456789012:task/c/1";

  private final FakeMoto moto = new FakeMoto();
  private final MotoAccount account =
      MotoAccount.open(moto.client(), URI.create("http://127.0.0.1:4599"), CLOCK);
  private final Policies policies = new Policies();
  private final StsService sts = new StsService(moto.client(), account, policies, CLOCK);

  /** Policies that say one thing to everything. */
  private static final class Policies implements IdentityPolicies {
    private Decision decision = Decision.IMPLICIT_DENY;

    @Override
    public boolean isAdministrator(Caller caller) {
      return false;
    }

    @Override
    public Decision decide(Caller caller, RequestContext context) {
      return decision;
    }

    @Override
    public String identityArn(Caller caller) {
      return caller.arn();
    }

    @Override
    public Map<String, List<String>> keys(Caller caller) {
      return Map.of("aws:username", List.of("eva"));
    }
  }

  @AfterEach
  void close() {
    account.close();
    moto.close();
  }

  private AwsResponse call(String form) {
    return sts.handle(FormRequests.post("sts", "eu-west-1", EVA, form));
  }

  private void trust(String effect, String principal, String condition) {
    moto.say(
        "GetRole r",
        FakeMoto.role(
            "r",
            "{\"Statement\":{\"Effect\":\"%s\",\"Action\":\"sts:AssumeRole\",\"Principal\":%s%s}}"
                .formatted(effect, principal, condition)));
    moto.say("AssumeRole " + ROLE + " s", FakeMoto.session("r", "s"));
  }

  private AwsResponse assume() {
    return call("Action=AssumeRole&Version=2011-06-15&RoleArn=" + ROLE + "&RoleSessionName=s");
  }

  private void assertRefused() {
    assertThatExceptionOfType(AwsError.class)
        .isThrownBy(this::assume)
        .matches(error -> error.status() == 403)
        .matches(error -> error.code().equals("AccessDenied"))
        .withMessageContaining(
            EVA.arn() + " is not authorized to perform: sts:AssumeRole on resource: " + ROLE);
    assertThat(moto.asked).noneMatch(question -> question.startsWith("AssumeRole"));
  }

  @Test
  void whoAsksIsToldWhoItIs() {
    XmlAnswer answer = XmlAnswer.parse(call("Action=GetCallerIdentity").body());
    assertThat(answer.required("Arn")).isEqualTo(EVA.arn());
    assertThat(answer.required("UserId")).isEqualTo("AIDAEVA");
    assertThat(answer.required("Account")).isEqualTo("123456789012");
    assertThat(sts.signingName()).isEqualTo("sts");
  }

  @Test
  void aSessionOfAUserIsAKeyOfTheAccount() {
    XmlAnswer answer = XmlAnswer.parse(call("Action=GetSessionToken&DurationSeconds=900").body());
    AccessKey key = account.credentials().find(answer.required("AccessKeyId")).orElseThrow();
    assertThat(answer.required("AccessKeyId")).matches("ASIA[A-Z2-7]{16}");
    assertThat(key.secretAccessKey()).isEqualTo(answer.required("SecretAccessKey"));
    assertThat(key.sessionToken()).contains(answer.required("SessionToken"));
    assertThat(key.expiration()).contains(NOW.plusSeconds(900));
    assertThat(answer.required("Expiration")).isEqualTo("2026-01-02T03:19:05Z");
    assertThat(key.caller()).isEqualTo(EVA);
    AccessKey standard =
        account
            .credentials()
            .find(XmlAnswer.parse(call("Action=GetSessionToken").body()).required("AccessKeyId"))
            .orElseThrow();
    assertThat(standard.expiration()).contains(NOW.plus(Duration.ofHours(12)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"899", "129601", "x"})
  void aSessionHasALength(String seconds) {
    assertThatExceptionOfType(AwsError.class)
        .isThrownBy(() -> call("Action=GetSessionToken&DurationSeconds=" + seconds))
        .matches(error -> error.code().equals("ValidationError"))
        .withMessageContaining("between 900 and 129600");
    assertThat(call("Action=GetSessionToken&DurationSeconds=129600").status()).isEqualTo(200);
  }

  @Test
  void whomTheTrustPolicyNamesNeedsNoPolicyOfItsOwn() {
    trust("Allow", "{\"AWS\":\"" + EVA.arn() + "\"}", "");
    assertThat(assume().status()).isEqualTo(200);
    AccessKey key = account.credentials().find("ASIAs").orElseThrow();
    assertThat(key.roleArn()).contains(ROLE);
    assertThat(key.sessionToken()).contains("token");
    assertThat(key.expiration()).contains(Instant.parse("2030-01-01T00:00:00Z"));
    assertThat(key.caller())
        .isEqualTo(
            new Caller("123456789012", "arn:aws:sts::123456789012:assumed-role/r/s", "AROA:s"));
  }

  @Test
  void whereTheAccountIsNamedItsPoliciesDecide() {
    trust("Allow", "{\"AWS\":\"123456789012\"}", "");
    assertRefused();
    policies.decision = Decision.ALLOW;
    assertThat(assume().status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"AWS\":\"arn:aws:iam::123456789012:user/eva\"}", "{\"AWS\":\"123456789012\"}"})
  void aDenialWins(String principal) {
    policies.decision = Decision.ALLOW;
    trust("Deny", principal, "");
    assertRefused();
    trust("Allow", principal, "");
    policies.decision = Decision.EXPLICIT_DENY;
    assertRefused();
  }

  @Test
  void whomTheTrustPolicyDoesNotNameIsRefused() {
    policies.decision = Decision.ALLOW;
    trust("Allow", "{\"AWS\":\"arn:aws:iam::123456789012:user/adam\"}", "");
    assertRefused();
  }

  @Test
  void aRoleThatIsNotThereIsNotToldFromOneThatDoesNotTrust() {
    policies.decision = Decision.ALLOW;
    assertRefused();
  }

  @Test
  void theTrustPolicysConditionsHold() {
    trust(
        "Allow",
        "{\"AWS\":\"*\"}",
        ",\"Condition\":{\"StringEquals\":{\"sts:RoleSessionName\":\"s\",\"aws:username\":\"eva\"}}");
    assertThat(assume().status()).isEqualTo(200);
    trust(
        "Allow", "{\"AWS\":\"*\"}", ",\"Condition\":{\"StringEquals\":{\"sts:ExternalId\":\"x\"}}");
    assertThatExceptionOfType(AwsError.class).isThrownBy(this::assume);
    moto.say("AssumeRole x " + ROLE + " s", FakeMoto.session("r", "s"));
    assertThat(call("Action=AssumeRole&RoleSessionName=s&ExternalId=x&RoleArn=" + ROLE).status())
        .isEqualTo(200);
  }

  @Test
  void whatMotoRefusesIsNoSession() {
    trust("Allow", "{\"AWS\":\"*\"}", "");
    moto.refuse("AssumeRole " + ROLE + " s", 400, "ValidationError");
    assertThat(assume().status()).isEqualTo(400);
    assertThat(account.credentials().find("ASIAs")).isEmpty();
  }

  @Test
  void aRoleOfAnotherPathIsAnotherRole() {
    trust("Allow", "{\"AWS\":\"*\"}", "");
    assertThatExceptionOfType(AwsError.class)
        .isThrownBy(
            () ->
                call(
                    "Action=AssumeRole&RoleSessionName=s&RoleArn=arn:aws:iam::123456789012:role/p/r"))
        .matches(error -> error.status() == 403);
  }

  @Test
  void otherOperationsAreNotOffered() {
    assertThatExceptionOfType(AwsError.class)
        .isThrownBy(() -> call("Action=GetFederationToken"))
        .matches(error -> error.code().equals("InvalidAction"));
    moto.say("GetAccessKeyInfo AKIA", "<Account>123456789012</Account>");
    assertThat(call("Action=GetAccessKeyInfo&AccessKeyId=AKIA").status()).isEqualTo(200);
  }

  @Test
  void aServiceBecomesARoleThatTrustsIt() {
    trust("Allow", "{\"Service\":\"ecs-tasks.amazonaws.com\"}", "");
    moto.say("AssumeRole 900 " + ROLE + " s", FakeMoto.session("r", "s"));
    RoleCredentials credentials =
        account.assumeRole(ROLE, "ecs-tasks.amazonaws.com", "s", Duration.ofMinutes(15));
    assertThat(credentials.accessKeyId()).isEqualTo("ASIAs");
    assertThat(credentials.roleArn()).isEqualTo(ROLE);
    assertThat(credentials.expiration()).isEqualTo(Instant.parse("2030-01-01T00:00:00Z"));
    assertThat(account.credentials().find("ASIAs")).isPresent();
    assertThat(credentials.toString()).doesNotContain("secret").doesNotContain("token");
  }

  @Test
  void aServiceThatIsNotTrustedIsRefused() {
    trust("Allow", "{\"Service\":\"ec2.amazonaws.com\"}", "");
    assertThatExceptionOfType(AwsError.class)
        .isThrownBy(
            () -> account.assumeRole(ROLE, "ecs-tasks.amazonaws.com", "s", Duration.ofMinutes(15)))
        .matches(error -> error.code().equals("AccessDenied"))
        .withMessageContaining("ecs-tasks.amazonaws.com is not authorized");
  }

  @Test
  void aRoleMayAskForTheServicesResource() {
    trust(
        "Allow",
        "{\"Service\":\"ecs-tasks.amazonaws.com\"}",
        ",\"Condition\":{\"ArnLike\":{\"aws:SourceArn\":\"arn:aws:ecs:eu-west-1:123456789012:*\"},"
            + "\"StringEquals\":{\"aws:SourceAccount\":\"123456789012\"}}");
    moto.say("AssumeRole 900 " + ROLE + " s", FakeMoto.session("r", "s"));
    Duration lifetime = Duration.ofMinutes(15);
    assertThat(account.assumeRole(ROLE, "ecs-tasks.amazonaws.com", "s", lifetime, TASK))
        .isNotNull();
    assertThatExceptionOfType(AwsError.class)
        .isThrownBy(() -> account.assumeRole(ROLE, "ecs-tasks.amazonaws.com", "s", lifetime));
  }
}
