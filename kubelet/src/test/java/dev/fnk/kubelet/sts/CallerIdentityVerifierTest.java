package dev.fnk.kubelet.sts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
final class CallerIdentityVerifierTest {
  private static final String HEADER = "x-fnk-channel";
  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

  private FakeSts sts;
  private CallerIdentityVerifier verifier;
  private String good;

  @BeforeEach
  void open() throws IOException {
    sts = new FakeSts();
    verifier = verifier(Duration.ofSeconds(10));
    good = signed("00ff", NOW);
  }

  @AfterEach
  void close() {
    verifier.close();
    sts.close();
  }

  private CallerIdentityVerifier verifier(Duration within) {
    return new CallerIdentityVerifier(
        sts.endpoint(), HEADER, within, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private String signed(String binding, Instant at) {
    return sts.signer("pod", "task1", Clock.fixed(at, ZoneOffset.UTC))
        .presign(HEADER, binding)
        .url()
        .getRawQuery();
  }

  @Test
  void namesWhoSigned() throws Exception {
    RoleSession session = verifier.identify(good, "00ff");

    assertThat(session).isEqualTo(new RoleSession(new Role("aws", "123456789012", "pod"), "task1"));
    assertThat(session.toString()).isEqualTo("arn:aws:sts::123456789012:assumed-role/pod/task1");
  }

  @Test
  void aProofOfAnotherConnectionIsRefused() {
    assertThatThrownBy(() -> verifier.identify(signed("00fe", NOW), "00ff"))
        .isInstanceOf(RefusedProofException.class)
        .hasMessageContaining("SignatureDoesNotMatch");
  }

  @Test
  void theHostAskedIsItsOwn() throws IOException {
    try (var other = new FakeSts()) {
      String elsewhere =
          other
              .signer("pod", "task1", Clock.fixed(NOW, ZoneOffset.UTC))
              .presign(HEADER, "00ff")
              .url()
              .getRawQuery();
      sts.key("pod", "task1");
      assertThatThrownBy(() -> verifier.identify(elsewhere, "00ff"))
          .isInstanceOf(RefusedProofException.class)
          .hasMessageContaining("SignatureDoesNotMatch");
      assertThat(other.calls()).isZero();
    }
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        Arguments.of("host%3Bx-fnk-channel", "host", "X-Amz-SignedHeaders"),
        Arguments.of("x-fnk-channel", "x-fnk-channel%3Bx-more", "X-Amz-SignedHeaders"),
        Arguments.of("X-Amz-Expires=60", "X-Amz-Expires=301", "X-Amz-Expires"),
        Arguments.of("X-Amz-Expires=60", "X-Amz-Expires=0", "X-Amz-Expires"),
        Arguments.of("X-Amz-Expires=60", "X-Amz-Expires=1e1", "X-Amz-Expires"),
        Arguments.of("20260304T050607Z", "today", "X-Amz-Date"),
        Arguments.of("20260304T050607Z", "20260304T050007Z", null),
        Arguments.of("20260304T050607Z", "20260304T050006Z", "expired"),
        Arguments.of("20260304T050607Z", "20260304T051108Z", "future"),
        Arguments.of("GetCallerIdentity", "AssumeRole", "Action"),
        Arguments.of("$", "&Action=GetCallerIdentity", "twice"),
        Arguments.of("2011-06-15", "2011-06-16", "Version"),
        Arguments.of("HMAC-SHA256", "HMAC-SHA1", "X-Amz-Algorithm"),
        Arguments.of("$", "&RoleArn=x", "does not belong"),
        Arguments.of("X-Amz-Security-Token=", "X-Amz-Security-Toke=", "X-Amz-Security-Token"),
        Arguments.of("X-Amz-Security-Token=[^&]*", "X-Amz-Security-Token=", "X-Amz-Security-Token"),
        Arguments.of("^", "https://example.com/?", "Action"),
        Arguments.of("^.*$", "", "not a query"),
        Arguments.of("^.*$", "%zz=1", "not a query"),
        Arguments.of("$", "x".repeat(8192), "longer"));
  }

  /** STS never sees them; the one without a word is good enough to be asked for. */
  @ParameterizedTest
  @MethodSource("changes")
  void onlyAPresignedGetCallerIdentityReachesSts(String old, String now, String word) {
    var refusal =
        assertThatThrownBy(() -> verifier.identify(good.replaceFirst(old, now), "00ff"))
            .isInstanceOf(RefusedProofException.class);
    if (word == null) {
      refusal.hasMessageContaining("SignatureDoesNotMatch");
      assertThat(sts.calls()).isOne();
    } else {
      refusal.hasMessageContaining(word);
      assertThat(sts.calls()).isZero();
    }
  }

  static Stream<FakeSts.Answer> troubles() {
    return Stream.of(
        exchange -> FakeSts.send(exchange, 500, ""),
        exchange -> FakeSts.send(exchange, 429, ""),
        exchange -> FakeSts.send(exchange, 400, FakeSts.error("Throttling")),
        exchange -> {
          exchange.getResponseHeaders().set("Location", "/x");
          FakeSts.send(exchange, 302, "");
        },
        exchange -> FakeSts.send(exchange, 200, "{}"),
        exchange -> FakeSts.send(exchange, 200, ""),
        exchange ->
            FakeSts.send(
                exchange,
                200,
                FakeSts.identity("arn:aws:sts::123456789012:assumed-role/pod/task1")
                    .replace("GetCallerIdentityResponse", "AssumeRoleResponse")),
        exchange ->
            FakeSts.send(
                exchange,
                200,
                FakeSts.identity("arn:aws:sts::123456789012:assumed-role/pod/task1")
                    .replace("2011-06-15", "2012-06-15")),
        exchange ->
            FakeSts.send(
                exchange,
                200,
                "<!DOCTYPE x>"
                    + FakeSts.identity("arn:aws:sts::123456789012:assumed-role/pod/task1")),
        exchange ->
            FakeSts.send(
                exchange,
                200,
                FakeSts.identity("arn:aws:sts::123456789012:assumed-role/pod/task1</Arn><Arn>x")),
        exchange ->
            FakeSts.send(
                exchange,
                200,
                FakeSts.identity("arn:aws:sts::210987654321:assumed-role/pod/task1")),
        exchange ->
            FakeSts.send(
                exchange,
                200,
                FakeSts.identity("arn:aws:sts::123456789012:assumed-role/pod/task1")
                    + " ".repeat(65536)));
  }

  /** What is not STS's own verdict is none: it may be tried again. */
  @ParameterizedTest
  @MethodSource("troubles")
  void troubleIsNoRefusal(FakeSts.Answer answer) {
    sts.answer(answer);
    assertThatThrownBy(() -> verifier.identify(good, "00ff"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("STS")
        .hasMessageNotContaining("X-Amz");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:iam::123456789012:user/pod",
        "arn:aws:sts::123456789012:federated-user/pod",
        "arn:aws:sts::123456789012:assumed-role/pod",
        "arn:aws:sts::123456789012:assumed-role/a/pod/task1",
        "arn:aws:iam::123456789012:root"
      })
  void whoIsNotARolesSessionIsRefused(String arn) {
    sts.answer(exchange -> FakeSts.send(exchange, 200, FakeSts.identity(arn)));
    assertThatThrownBy(() -> verifier.identify(good, "00ff"))
        .isInstanceOf(RefusedProofException.class);
  }

  @Test
  void stsHasADeadlineForAllOfItsAnswer() {
    var over = new CountDownLatch(1);
    sts.answer(
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().flush();
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    try (var impatient = verifier(Duration.ofMillis(200))) {
      assertThatThrownBy(() -> impatient.identify(good, "00ff"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("not answered");
    } finally {
      over.countDown();
    }
  }

  @Test
  void stsAwayIsNoRefusal() {
    sts.close();
    assertThatThrownBy(() -> verifier.identify(good, "00ff"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ConnectException");
  }

  @Test
  void aRolesPathIsNotOfItsSessions() {
    assertThat(Role.parse("arn:aws:iam::123456789012:role/fnk/labs/pod"))
        .isEqualTo(new Role("aws", "123456789012", "pod"))
        .isEqualTo(Role.parse("arn:aws:iam::123456789012:role/pod"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "pod",
        "arn:aws:iam::123456789012:user/pod",
        "arn:aws:iam::123456789012:role/",
        "arn:aws:iam::123456789012:role/pod/",
        "arn:aws:iam::1:role/pod",
        "arn:aws:sts::123456789012:assumed-role/pod/x",
        "arn:aws:iam:eu-west-1:123456789012:role/pod"
      })
  void whatIsNoRole(String arn) {
    assertThatThrownBy(() -> Role.parse(arn)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsPresignedIsNeverShown() {
    var presigned =
        sts.signer("pod", "task1", Clock.fixed(NOW, ZoneOffset.UTC)).presign(HEADER, "00ff");
    assertThat(presigned.toString()).doesNotContain("X-Amz").contains("127.0.0.1");
    assertThat(URI.create(presigned.url().toString()).getRawQuery()).isEqualTo(good);
  }
}
