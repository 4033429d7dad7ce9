package dev.fnk.kubelet.pullsecret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.image.RegistryCredential.Login;
import dev.fnk.kubelet.pullsecret.PullLogin.Owner;
import dev.fnk.kubelet.task.Pods;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

@Timeout(30)
final class PullSecretsTest {
  private static final Owner OWNER = new Owner("team", "pull");
  private static final String PREFIX = "fnk/" + Pods.CONFIG.lab() + "/pull-";

  private final FakeSecretsManager aws = new FakeSecretsManager();
  private Instant now = Instant.parse("2026-03-04T05:06:07Z");
  private PullSecrets secrets = restarted();

  private PullSecrets restarted() {
    return new PullSecrets(aws, Pods.CONFIG, () -> now);
  }

  private static PullLogin login(String password) {
    return login(OWNER, password);
  }

  private static PullLogin login(Owner owner, String password) {
    return new PullLogin(owner, "registry.example", new Login("u", password));
  }

  private String kept(PullLogin login) throws InterruptedException {
    Kept kept = secrets.keep(login);
    assertThat(kept).isInstanceOf(Kept.There.class);
    return ((Kept.There) kept).secret();
  }

  private String refused(PullLogin login) throws InterruptedException {
    Kept kept = secrets.keep(login);
    assertThat(kept).isInstanceOf(Kept.NotNow.class);
    return ((Kept.NotNow) kept).message();
  }

  private void collect(Owner... used) throws InterruptedException {
    secrets.collect(() -> true, List.of(used)::contains);
  }

  private List<String> asked() {
    List<String> asked = List.copyOf(aws.asked);
    aws.asked.clear();
    return asked;
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
    assertThat(asked()).containsExactly("create");
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
    assertThat(asked()).containsExactly("create");
  }

  @Test
  void aPasswordThatChangesIsPutIntoTheSameSecret() throws InterruptedException {
    String name = kept(login("old"));
    asked();

    assertThat(kept(login("new"))).isEqualTo(name);
    assertThat(asked()).containsExactly("describe", "put");
    assertThat(aws.secrets.get(name).value).contains("new");
  }

  @Test
  void theSecretOfAnEarlierNodeIsTakenOver() throws InterruptedException {
    String name = kept(login("old"));
    secrets = restarted();
    asked();

    assertThat(kept(login("new"))).isEqualTo(name);
    assertThat(asked()).containsExactly("create", "describe", "put");
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
    asked();

    kept(login("new"));
    assertThat(asked()).containsExactly("create", "describe", "restore", "put");
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
    asked();
    now = now.plus(Duration.ofMinutes(5).minusMillis(1));
    kept(login("p"));
    assertThat(asked()).isEmpty();

    now = now.plusMillis(1);
    kept(login("p"));
    assertThat(asked()).containsExactly("describe", "create");
    assertThat(aws.secrets).containsOnlyKeys(name);

    now = now.plus(Duration.ofMinutes(5));
    kept(login("p"));
    assertThat(asked()).containsExactly("describe");
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
    assertThat(asked()).containsExactly("create");

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

  @Test
  void aSecretGoesWithItsLastUser() throws InterruptedException {
    String name = kept(login("p"));
    kept(login(new Owner("other", "pull"), "p"));
    collect(OWNER);
    assertThat(aws.secrets).containsOnlyKeys(name);
    collect();
    assertThat(aws.secrets).isEmpty();

    // And comes again with the next.
    assertThat(kept(login("p"))).isEqualTo(name);
    assertThat(aws.secrets).containsOnlyKeys(name);
  }

  @Test
  void thoseOfAnEarlierNodeAreFoundByTheirTags() throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      kept(login(new Owner("team", "pull-" + i), "p"));
    }
    String used = kept(login("p"));
    var foreign = new FakeSecretsManager.Secret();
    foreign.tags = Map.of("fnk.dev/lab", Pods.CONFIG.lab(), "fnk.dev/node", "other");
    aws.secrets.put(PREFIX + "of-another-node", foreign);
    aws.secrets.put(PREFIX + "of-a-person", new FakeSecretsManager.Secret());
    secrets = restarted();

    collect(OWNER);

    assertThat(aws.secrets)
        .containsOnlyKeys(used, PREFIX + "of-another-node", PREFIX + "of-a-person");
    asked();
    collect(OWNER);
    assertThat(asked()).isEmpty();
  }

  @Test
  void whatCouldNotBeListedOrRemovedIsTriedAgain() throws InterruptedException {
    kept(login("p"));
    secrets = restarted();
    aws.fail("list", FakeSecretsManager.error("AccessDeniedException", "no"));
    collect();
    assertThat(aws.secrets).hasSize(1);
    aws.fail("delete", FakeSecretsManager.error("ThrottlingException", "no"));
    collect();
    assertThat(aws.secrets).hasSize(1);
    collect();
    assertThat(aws.secrets).isEmpty();
  }

  @Test
  void oneThatIsGoneAlreadyIsForgotten() throws InterruptedException {
    kept(login("p"));
    aws.secrets.clear();
    collect();
    asked();
    collect();
    assertThat(asked()).isEmpty();
  }

  @Test
  void aNodeThatMayNotActRemovesNothing() throws InterruptedException {
    kept(login("p"));
    secrets.collect(() -> false, _ -> false);
    assertThat(aws.secrets).hasSize(1);
  }

  /** A pod that comes while the secret of the last one is removed gets a secret all the same. */
  @Test
  void whoComesDuringARemovalHasItMadeAnew() throws Exception {
    String name = kept(login("p"));
    var removing = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    aws.meanwhile =
        () -> {
          removing.countDown();
          try {
            assertThat(go.await(20, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    Set<Owner> used = ConcurrentHashMap.newKeySet();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> removal =
          threads.submit(
              () -> {
                secrets.collect(() -> true, used::contains);
                return null;
              });
      assertThat(removing.await(20, TimeUnit.SECONDS)).isTrue();
      used.add(OWNER);
      Future<String> comer = threads.submit(() -> kept(login("p")));
      go.countDown();
      removal.get();
      assertThat(comer.get()).isEqualTo(name);
    }
    assertThat(aws.secrets).containsOnlyKeys(name);
  }
}
