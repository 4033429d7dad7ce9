package dev.fnk.local.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.local.aws.AwsResponse;
import dev.fnk.local.aws.Caller;
import dev.fnk.local.aws.FormRequests;
import dev.fnk.local.iam.Decision;
import dev.fnk.local.iam.RequestContext;
import dev.fnk.local.moto.FakeMoto;
import dev.fnk.local.sigv4.AccessKey;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IamServiceTest {
  private static final Caller EVA =
      new Caller("123456789012", "arn:aws:iam::123456789012:user/eva", "AIDAEVA");

  private final FakeMoto moto = new FakeMoto();
  private final MotoAccount account =
      MotoAccount.open(moto.client(), URI.create("http://127.0.0.1:4599"), InstantSource.system());
  private final MotoIdentityPolicies policies = new MotoIdentityPolicies(moto.client(), account);
  private final IamService iam = new IamService(moto.client(), account.credentials(), policies);

  @AfterEach
  void close() {
    account.close();
    moto.close();
  }

  private AwsResponse call(String form) {
    return iam.handle(FormRequests.post("iam", "us-east-1", EVA, form));
  }

  @Test
  void anAnswersIdsAreInIamsForm() {
    moto.say("GetUser adam", FakeMoto.user("adam"));
    AwsResponse response = call("Action=GetUser&UserName=adam");
    assertThat(response.status()).isEqualTo(200);
    assertThat(new String(response.body(), StandardCharsets.UTF_8))
        .contains("<UserId>AIDAADAM0123456789000</UserId>");
    assertThat(iam.signingName()).isEqualTo("iam");
  }

  @Test
  void aNewKeyVerifiesAtOnceAndADeletedOneNoMore() {
    moto.say("GetUser adam", FakeMoto.user("adam"));
    moto.say("CreateAccessKey adam", FakeMoto.key("adam", "AKIAADAM"));
    moto.say("DeleteAccessKey AKIAADAM adam", "");
    call("Action=CreateAccessKey&UserName=adam");
    AccessKey key = account.credentials().find("AKIAADAM").orElseThrow();
    assertThat(key.secretAccessKey()).isEqualTo("secret");
    assertThat(key.sessionToken()).isEmpty();
    assertThat(key.caller())
        .isEqualTo(
            new Caller(
                "123456789012", "arn:aws:iam::123456789012:user/adam", "AIDAADAM0123456789000"));
    assertThat(key.toString()).contains("AKIAADAM").doesNotContain("secret");
    call("Action=DeleteAccessKey&UserName=adam&AccessKeyId=AKIAADAM");
    assertThat(account.credentials().find("AKIAADAM")).isEmpty();
  }

  @Test
  void whatIamRefusesChangesNoKey() {
    account
        .credentials()
        .put(new AccessKey("AKIA", "s", Optional.empty(), Optional.empty(), Optional.empty(), EVA));
    moto.refuse("DeleteAccessKey AKIA", 409, "DeleteConflict");
    assertThat(call("Action=DeleteAccessKey&AccessKeyId=AKIA").status()).isEqualTo(409);
    assertThat(account.credentials().find("AKIA")).isPresent();
    moto.refuse("CreateAccessKey adam", 404, "NoSuchEntity");
    assertThat(call("Action=CreateAccessKey&UserName=adam").status()).isEqualTo(404);
  }

  @Test
  void whatChangesIamIsReadAgain() {
    moto.say("GetUser eva", FakeMoto.user("eva"));
    assertThat(decide()).isEqualTo(Decision.IMPLICIT_DENY);
    moto.say("ListUserPolicies eva", "<PolicyNames><member>p</member></PolicyNames>");
    moto.say(
        "GetUserPolicy p eva",
        "<PolicyDocument>{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}</PolicyDocument>");
    call("Action=GetUser&UserName=eva");
    call("Action=ListUserPolicies&UserName=eva");
    assertThat(decide()).isEqualTo(Decision.IMPLICIT_DENY);
    moto.refuse("PutUserPolicy eva", 400, "MalformedPolicyDocument");
    call("Action=PutUserPolicy&UserName=eva");
    assertThat(decide()).isEqualTo(Decision.IMPLICIT_DENY);
    moto.say("PutUserPolicy eva", "");
    call("Action=PutUserPolicy&UserName=eva");
    assertThat(decide()).isEqualTo(Decision.ALLOW);
  }

  private Decision decide() {
    return policies.decide(EVA, new RequestContext("ecs:RunTask", "arn:x", Map.of()));
  }

  @Test
  void aKeyThatHasExpiredIsKeptForAnHour() {
    Instant now = Instant.parse("2026-01-02T03:04:05Z");
    CredentialStore store = new CredentialStore(InstantSource.fixed(now));
    store.put(key("old", now.minusSeconds(3601)));
    store.put(key("late", now.minusSeconds(3600)));
    store.put(key("new", now.plusSeconds(1)));
    store.put(
        new AccessKey("user", "s", Optional.empty(), Optional.empty(), Optional.empty(), EVA));
    assertThat(store.find("old")).isEmpty();
    assertThat(store.find("late")).isPresent();
    assertThat(store.find("new")).isPresent();
    assertThat(store.find("user")).isPresent();
  }

  private static AccessKey key(String id, Instant end) {
    return new AccessKey(id, "s", Optional.of("t"), Optional.of(end), Optional.empty(), EVA);
  }
}
