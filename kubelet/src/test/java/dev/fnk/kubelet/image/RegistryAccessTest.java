package dev.fnk.kubelet.image;

import static dev.fnk.kubelet.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.TestAuthority;
import dev.fnk.kubelet.image.FakeRegistry.Answer;
import dev.fnk.kubelet.image.FakeRegistry.Asked;
import dev.fnk.kubelet.image.ImageLookup.Found;
import dev.fnk.kubelet.image.ImageLookup.NotNow;
import dev.fnk.kubelet.image.ImageLookup.Refused;
import dev.fnk.kubelet.image.RegistryCredential.Login;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** As whom registries are asked, and what they are shown. */
@Timeout(60)
class RegistryAccessTest {
  private static final String DENIED =
      "pull access denied, repository does not exist or may require authorization";

  private LookupWorld world;
  private FakeRegistry registry;

  @BeforeEach
  void start() throws Exception {
    world = new LookupWorld(Duration.ofSeconds(30));
    registry = world.registry;
    registry.image("a", "amd64", "{}", "latest");
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private static String basic(String user, String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  private void admitOnly(String authorization, String challenge) {
    registry.guardedBy(
        asked ->
            asked.authorization().equals(authorization)
                ? null
                : Answer.of(401, "WWW-Authenticate", challenge));
  }

  /** A registry that wants tokens, which it gives itself to these. */
  private void tokensFor(Set<String> authorizations) {
    registry.guardedBy(
        asked -> {
          if (asked.path().equals("/token")) {
            byte[] token = "{\"token\":\"t0k3n\"}".getBytes(StandardCharsets.UTF_8);
            return authorizations.contains(asked.authorization())
                ? new Answer(200, Map.of(), token)
                : Answer.of(401);
          }
          return asked.authorization().equals("Bearer t0k3n")
              ? null
              : Answer.of(
                  401,
                  "WWW-Authenticate",
                  "Bearer realm=\"http://%s/token\",service=\"my registry\",scope=\"repository:a:pull\""
                      .formatted(registry.host()));
        });
  }

  @Test
  void aPasswordIsShownWhenItIsAskedFor() throws InterruptedException {
    admitOnly(basic("u", "hunter2"), "Basic realm=\"x\"");

    assertThat(world.lookUp("a", world.credential("u"))).isInstanceOf(Found.class);
    assertThat(registry.asked().getFirst().authorization()).isEmpty();
  }

  @Test
  void aTokenIsHadOnceForAllCalls() throws InterruptedException {
    tokensFor(Set.of(""));

    assertThat(world.lookUp("a")).isInstanceOf(Found.class);
    assertThat(registry.asked().stream().filter(asked -> asked.path().equals("/token")))
        .singleElement()
        .satisfies(
            asked ->
                assertThat(asked.query()).isEqualTo("service=my registry&scope=repository:a:pull"));
  }

  @Test
  void aTokenIsHadByThePodsOwnCredentials() throws InterruptedException {
    tokensFor(Set.of(basic("u", "hunter2")));

    assertThat(world.lookUp("a", world.credential("u"))).isInstanceOf(Found.class);
    assertThat(registry.asked())
        .filteredOn(asked -> !asked.path().equals("/token"))
        .extracting(Asked::authorization)
        .doesNotContain(basic("u", "hunter2"));
  }

  @Test
  void oneCredentialAfterTheOtherIsTried() throws InterruptedException {
    admitOnly(basic("second", "hunter2"), "Basic realm=\"x\"");

    assertThat(world.lookUp("a", world.credential("first"), world.credential("second")))
        .isInstanceOfSatisfying(
            Found.class,
            found -> assertThat(found.login()).contains(world.credential("second").login()));
  }

  /** ECS has to have it, too; an entry with neither user nor password is nobody's. */
  @Test
  void theLoginThatAnImageWasFoundWithIsKnown() throws InterruptedException {
    var open = (Found) world.lookUp("a");
    assertThat(open.login()).isEmpty();

    var elsewhere = new RegistryCredential("elsewhere.example", new Login("u", "hunter2"));
    assertThat(((Found) world.lookUp("a", elsewhere)).login()).isEmpty();

    var empty = new RegistryCredential(registry.host(), new Login("", ""));
    assertThat(((Found) world.lookUp("a", empty)).login()).isEmpty();

    var named = (Found) world.lookUp("a", world.credential("u"));
    assertThat(named.login()).contains(new Login("u", "hunter2"));
    assertThat(named.config()).isEqualTo(open.config());
    assertThat(named.toString()).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void whoMayNotIsToldSoWithoutTheSecret(int status) throws InterruptedException {
    registry.guardedBy(_ -> Answer.of(status, "WWW-Authenticate", "Basic realm=\"x\""));

    assertThat(world.lookUp("a")).isInstanceOf(Refused.class);
    assertThat(world.lookUp("a", world.credential("u")))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo("ErrImagePull");
              assertThat(refused.message()).endsWith(DENIED).doesNotContain("hunter2");
            });
  }

  @Test
  void whoGetsNoTokenMayNot() throws InterruptedException {
    tokensFor(Set.of());

    assertThat(world.lookUp("a"))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.message()).endsWith(DENIED));
  }

  @ParameterizedTest
  @CsvSource({"429", "503"})
  void whoGivesNoTokenNowIsAskedAgain(int status) throws InterruptedException {
    registry.guardedBy(
        asked ->
            asked.path().equals("/token")
                ? Answer.of(status)
                : Answer.of(
                    401,
                    "WWW-Authenticate",
                    "Bearer realm=\"http://%s/token\"".formatted(registry.host())));

    assertThat(world.lookUp("a")).isInstanceOf(NotNow.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.2:1/token", "file:///etc/passwd", "", "http://[", "x"})
  void nobodyElseIsAskedForATokenWithoutTls(String realm) throws InterruptedException {
    registry.guardedBy(_ -> Answer.of(401, "WWW-Authenticate", "Bearer realm=\"" + realm + "\""));

    assertThat(world.lookUp("a", world.credential("u")))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.message()).contains("nobody who gives tokens"));
  }

  @Test
  void whatIsShownToOneIsNotToldToAnother() throws InterruptedException {
    admitOnly(basic("u", "hunter2"), "Basic realm=\"x\"");
    assertThat(world.lookUp("a", world.credential("u"))).isInstanceOf(Found.class);

    assertThat(world.lookUp("a")).isInstanceOf(Refused.class);
    assertThat(world.lookUp("a", world.credential("other"))).isInstanceOf(Refused.class);
    assertThat(world.lookUp("a", world.credential("u"))).isInstanceOf(Found.class);
  }

  @Test
  void aRedirectWithinTheHostIsFollowed() throws InterruptedException {
    registry.guardedBy(
        asked ->
            asked.path().contains("/blobs/") && asked.query().isEmpty()
                ? Answer.of(307, "Location", asked.path() + "?signed")
                : null);

    assertThat(world.lookUp("a")).isInstanceOf(Found.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://169.254.170.2/v2/credentials", "ftp://x/y", "http://", "::", "/loop"})
  void aRedirectThatLeavesTlsOrNeverEndsIsNot(String location) throws InterruptedException {
    registry.guardedBy(
        asked ->
            asked.path().contains("/blobs/") || asked.path().equals("/loop")
                ? Answer.of(302, "Location", location)
                : null);

    assertThat(world.lookUp("a"))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.message()).contains("redirect"));
  }

  @Test
  void anotherHostIsNotShownTheCredentials() throws Exception {
    var storageTls = world.authority.context(world.authority.issue("CN=storage"));
    try (var storage = FakeRegistry.withTls(storageTls)) {
      storage.image("a", "amd64", "{}");
      registry.guardedBy(
          asked -> {
            if (asked.authorization().isEmpty()) {
              return Answer.of(401, "WWW-Authenticate", "Basic realm=\"x\"");
            }
            return asked.path().contains("/blobs/")
                ? Answer.of(307, "Location", "https://" + storage.host() + asked.path())
                : null;
          });

      assertThat(world.lookUp("a", world.credential("u"))).isInstanceOf(Found.class);
      assertThat(storage.asked()).extracting(Asked::authorization).containsExactly("");
    }
  }

  @Test
  void aCertificateThatNobodyTrustsIsTrouble() throws Exception {
    var other = new TestAuthority();
    try (var storage = FakeRegistry.withTls(other.context(other.issue("CN=storage")))) {
      registry.guardedBy(
          asked ->
              asked.path().contains("/blobs/")
                  ? Answer.of(307, "Location", "https://" + storage.host() + asked.path())
                  : null);

      assertThat(world.lookUp("a"))
          .isInstanceOfSatisfying(
              NotNow.class, later -> assertThat(later.message()).contains("SSL"));
    }
  }

  @Test
  void fourAtATimeAskOneRegistry() throws Exception {
    var now = new AtomicInteger();
    var most = new AtomicInteger();
    var go = new CountDownLatch(1);
    registry.guardedBy(
        _ -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          go.await();
          now.decrementAndGet();
          return null;
        });
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          IntStream.range(0, 20)
              .mapToObj(i -> threads.submit(() -> world.lookUp("a:v" + i)))
              .toList();
      eventually("four ask", () -> now.get() == 4);
      go.countDown();
      for (var answer : answers) {
        assertThat(answer.get()).isInstanceOf(Refused.class);
      }
    }
    assertThat(most).hasValue(4);
  }
}
