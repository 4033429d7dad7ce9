package dev.fnk.kubelet.pullsecret;

import static dev.fnk.kubelet.pullsecret.PullLogins.OWNER;
import static dev.fnk.kubelet.pullsecret.PullLogins.PREFIX;
import static dev.fnk.kubelet.pullsecret.PullLogins.login;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.pullsecret.PullLogin.Owner;
import dev.fnk.kubelet.task.Pods;
import java.time.Instant;
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

/** Secrets that nobody pulls with any more are removed. */
@Timeout(30)
final class PullSecretRemovalTest {
  private final FakeSecretsManager aws = new FakeSecretsManager();
  private Instant now = Instant.parse("2026-03-04T05:06:07Z");
  private PullSecrets secrets = restarted();

  private PullSecrets restarted() {
    return new PullSecrets(aws, Pods.CONFIG, () -> now);
  }

  private String kept(PullLogin login) throws InterruptedException {
    return PullLogins.kept(secrets, login);
  }

  private void collect(Owner... used) throws InterruptedException {
    secrets.collect(() -> true, List.of(used)::contains);
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
    aws.newlyAsked();
    collect(OWNER);
    assertThat(aws.newlyAsked()).isEmpty();
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
    aws.newlyAsked();
    collect();
    assertThat(aws.newlyAsked()).isEmpty();
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
