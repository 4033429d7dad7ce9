package dev.fnk.kubelet.pullsecret;

import static dev.fnk.kubelet.pullsecret.PullLogins.OWNER;
import static dev.fnk.kubelet.pullsecret.PullLogins.PREFIX;
import static dev.fnk.kubelet.pullsecret.PullLogins.login;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.image.RegistryCredential.Login;
import dev.fnk.kubelet.pullsecret.PullLogin.Owner;
import dev.fnk.kubelet.task.Pods;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/** A login that is put into a secret, for ECS to pull with. */
@Timeout(30)
final class PullSecretsTest {
  private final FakeSecretsManager aws = new FakeSecretsManager();
  private Instant now = Instant.parse("2026-03-04T05:06:07Z");
  private PullSecrets secrets = restarted();

  private PullSecrets restarted() {
    return new PullSecrets(aws, Pods.CONFIG, () -> now);
  }

  private String kept(PullLogin login) throws InterruptedException {
    return PullLogins.kept(secrets, login);
  }

  private String refused(PullLogin login) throws InterruptedException {
    Kept kept = secrets.keep(login);
    assertThat(kept).isInstanceOf(Kept.NotNow.class);
    return ((Kept.NotNow) kept).message();
  }

  @Test
  void aLoginIsPutIntoOneSecretOfTheLab() throws InterruptedException {
    String name = kept(login("p\"w"));

    assertThat(name).startsWith(PREFIX).hasSize(PREFIX.length() + 32);
    assertThat(aws.secrets.get(name).value)
        .isEqualTo("{\"username\":\"u\",\"password\":\"p\\\"w\"}");
    assertThat(aws.secrets.get(name).tags)
        .containsAllEntriesOf(Pods.CONFIG.tags())
        .containsAllEntriesOf(
            Map.of(
                "fnk.dev/lab",
                Pods.CONFIG.lab(),
                "fnk.dev/node",
                Pods.CONFIG.nodeName(),
                "fnk.dev/namespace",
                "team",
                "fnk.dev/pull-secret",
                "pull"));
    assertThat(kept(login("p\"w"))).isEqualTo(name);
    assertThat(aws.newlyAsked()).containsExactly("create");
  }

  /**
   * Its definition stays the same when the password changes, and nobody can try passwords on it.
   */
  @Test
  void theNameSaysWhereALoginWasFoundAndNotWhatItIs() {
    String name = login("p").secretName("lab", "node");

    assertThat(login("q").secretName("lab", "node")).isEqualTo(name);
    assertThat(
            List.of(
                login("p").secretName("lab", "other"),
                login(new Owner("other", "pull"), "p").secretName("lab", "node"),
                login(new Owner("team", "other"), "p").secretName("lab", "node"),
                login(new Owner("tea", "mpull"), "p").secretName("lab", "node"),
                new PullLogin(OWNER, "registry.example/team", new Login("u", "p"))
                    .secretName("lab", "node")))
        .doesNotHaveDuplicates()
        .doesNotContain(name);
    assertThat(login("hunter2").toString()).doesNotContain("hunter2");
  }

  @Test
  void aThousandReplicasCostOneCall() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new ArrayList<Future<Kept>>();
      for (int i = 0; i < 1000; i++) {
        all.add(threads.submit(() -> secrets.keep(login("p"))));
      }
      for (Future<Kept> one : all) {
        assertThat(one.get()).isInstanceOf(Kept.There.class);
      }
    }
    assertThat(aws.newlyAsked()).containsExactly("create");
  }

  @Test
  void aPasswordThatChangesIsPutIntoTheSameSecret() throws InterruptedException {
    String name = kept(login("old"));
    aws.newlyAsked();

    assertThat(kept(login("new"))).isEqualTo(name);
    assertThat(aws.newlyAsked()).containsExactly("describe", "put");
    assertThat(aws.secrets.get(name).value).contains("new");
  }

  @Test
  void theSecretOfAnEarlierNodeIsTakenOver() throws InterruptedException {
    String name = kept(login("old"));
    secrets = restarted();
    aws.newlyAsked();

    assertThat(kept(login("new"))).isEqualTo(name);
    assertThat(aws.newlyAsked()).containsExactly("create", "describe", "put");
    assertThat(aws.secrets.get(name).value).contains("new");
  }

  @Test
  void aSecretOfSomebodyElseIsNotWritten() throws InterruptedException {
    String name = kept(login("old"));
    aws.secrets.get(name).tags = Map.of("fnk.dev/lab", Pods.CONFIG.lab(), "fnk.dev/node", "other");
    secrets = restarted();

    assertThat(refused(login("new"))).contains(name, "does not carry the tags");
    assertThat(aws.secrets.get(name).value).contains("old");
  }

  @Test
  void aSecretThatSomebodyScheduledForDeletionIsRestored() throws InterruptedException {
    String name = kept(login("old"));
    aws.secrets.get(name).deleted = now;
    secrets = restarted();
    aws.newlyAsked();

    kept(login("new"));
    assertThat(aws.newlyAsked()).containsExactly("create", "describe", "restore", "put");
    assertThat(aws.secrets.get(name).deleted).isNull();
    assertThat(aws.secrets.get(name).value).contains("new");
  }

  @Test
  void aNameWhoseDeletionIsUnderWayIsWaitedFor() throws InterruptedException {
    aws.slowDeletion = true;
    assertThat(refused(login("p"))).contains("is just being deleted");
    aws.slowDeletion = false;
    now = now.plus(Duration.ofSeconds(5));
    kept(login("p"));
  }

  @Test
  void oneThatSomebodyDeletedIsMadeAgainFiveMinutesLater() throws InterruptedException {
    String name = kept(login("p"));
    aws.secrets.clear();
    aws.newlyAsked();
    now = now.plus(Duration.ofMinutes(5).minusMillis(1));
    kept(login("p"));
    assertThat(aws.newlyAsked()).isEmpty();

    now = now.plusMillis(1);
    kept(login("p"));
    assertThat(aws.newlyAsked()).containsExactly("describe", "create");
    assertThat(aws.secrets).containsOnlyKeys(name);

    now = now.plus(Duration.ofMinutes(5));
    kept(login("p"));
    assertThat(aws.newlyAsked()).containsExactly("describe");
  }

  @ParameterizedTest
  @CsvSource({
    "ThrottlingException, Rate exceeded",
    "AccessDeniedException, User: x is not authorized to perform: secretsmanager:CreateSecret",
    "InternalServiceError, try again",
    "LimitExceededException, too many",
    "DecryptionFailure, no key",
  })
  void whatAwsSaysIsToldAndTheSameIsNotAskedAtOnceAgain(String code, String message)
      throws InterruptedException {
    aws.fail("create", FakeSecretsManager.error(code, message));

    String told = refused(login("hunter2"));
    assertThat(told)
        .isEqualTo("imagePullSecret pull cannot be handed to ECS: %s: %s".formatted(code, message));
    assertThat(refused(login("hunter2"))).isEqualTo(told);
    assertThat(aws.newlyAsked()).containsExactly("create");

    now = now.plus(Duration.ofSeconds(5));
    kept(login("hunter2"));
  }

  @Test
  void anotherPasswordIsTriedAtOnce() throws InterruptedException {
    aws.fail("create", FakeSecretsManager.error("InvalidParameterException", "no"));
    refused(login("p"));
    kept(login("q"));
  }

  @Test
  void anAnswerThatIsLostIsNoReasonToMakeTwo() throws InterruptedException {
    String name = kept(login("p"));
    secrets = restarted();
    aws.fail("create", SdkClientException.create("Read timed out"));
    assertThat(refused(login("p"))).endsWith("SdkClientException");
    now = now.plus(Duration.ofSeconds(5));
    assertThat(kept(login("p"))).isEqualTo(name);
    assertThat(aws.secrets).containsOnlyKeys(name);
  }

  @Test
  void whatWouldTellThePasswordIsNotTold() throws InterruptedException {
    SdkException failure =
        FakeSecretsManager.error("ValidationException", "Value 'hunter2' at 'secretString' failed");
    aws.fail("create", failure);
    assertThat(refused(login("hunter2"))).endsWith(": ValidationException");
  }
}
