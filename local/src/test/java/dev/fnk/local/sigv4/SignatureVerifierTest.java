package dev.fnk.local.sigv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fnk.local.aws.Caller;
import dev.fnk.local.sigv4.SignatureFailure.Kind;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SignatureVerifierTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCY";
  private static final byte[] BODY = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
  private static final Map<String, String> TARGET = Map.of("X-Amz-Target", "Service.Operation");

  private final SdkSigned signer = new SdkSigned("ecs", NOW, SECRET, Optional.empty());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:4599/",
        "http://127.0.0.1:4599/clusters/a%20b%2Fc/access-entries/arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fx",
        "http://127.0.0.1:4599/?b=2&a=1&a=0&empty=&sp=a%20b&plus=%2B",
        "https://ecs.eu-west-1.amazonaws.com/tags/~x"
      })
  void acceptsWhatTheSdkSigns(String url) {
    HttpCall call = signer.call("POST", url, TARGET, BODY);
    AccessKey key = verify(call, BODY, Optional.empty(), NOW);
    assertThat(key.caller().arn()).endsWith("user/test");
    assertThat(SignatureCredentials.of(call).service()).isEqualTo("ecs");
    assertThat(SignatureCredentials.of(call).region()).isEqualTo("eu-west-1");
  }

  @Test
  void refusesAnotherBody() {
    HttpCall call = signer.call("POST", "http://127.0.0.1:4599/", TARGET, BODY);
    assertRefused(Kind.MISMATCH, call, "{}".getBytes(StandardCharsets.UTF_8), NOW);
  }

  @Test
  void refusesAnotherPathHeaderOrMethod() {
    HttpCall call = signer.call("POST", "http://127.0.0.1:4599/x", TARGET, BODY);
    assertRefused(
        Kind.MISMATCH, new HttpCall("POST", "/y", call.query(), call.headers()), BODY, NOW);
    assertRefused(
        Kind.MISMATCH, new HttpCall("PUT", "/x", call.query(), call.headers()), BODY, NOW);
    Map<String, List<String>> headers = new HashMap<>(call.headers());
    headers.put("x-amz-target", List.of("Service.Other"));
    assertRefused(Kind.MISMATCH, new HttpCall("POST", "/x", call.query(), headers), BODY, NOW);
  }

  @Test
  void refusesAnAmzHeaderThatIsNotSigned() {
    HttpCall call = signer.call("POST", "http://127.0.0.1:4599/", Map.of(), BODY);
    Map<String, List<String>> headers = new HashMap<>(call.headers());
    headers.put("x-amz-target", List.of("Service.Smuggled"));
    assertRefused(Kind.MISMATCH, new HttpCall("POST", "/", "", headers), BODY, NOW);
  }

  @Test
  void refusesAnotherSecret() {
    HttpCall call =
        new SdkSigned("ecs", NOW, "other", Optional.empty())
            .call("POST", "http://127.0.0.1:4599/", TARGET, BODY);
    assertRefused(Kind.MISMATCH, call, BODY, NOW);
  }

  @Test
  void refusesOldAndFutureRequests() {
    HttpCall call = signer.call("POST", "http://127.0.0.1:4599/", TARGET, BODY);
    assertRefused(Kind.EXPIRED_REQUEST, call, BODY, NOW.plusSeconds(301));
    assertRefused(Kind.EXPIRED_REQUEST, call, BODY, NOW.minusSeconds(301));
    assertThat(verify(call, BODY, Optional.empty(), NOW.plusSeconds(299))).isNotNull();
  }

  @Test
  void holdsSessionsToTheirTokenAndEnd() {
    HttpCall call =
        new SdkSigned("ecs", NOW, SECRET, Optional.of("token"))
            .call("POST", "http://127.0.0.1:4599/", TARGET, BODY);
    assertThat(verify(call, BODY, Optional.of("token"), NOW)).isNotNull();
    assertRefused(Kind.UNKNOWN_KEY, call, BODY, NOW);
    assertThatExceptionOfType(SignatureFailure.class)
        .isThrownBy(() -> verify(call, BODY, Optional.of("another"), NOW))
        .matches(failure -> failure.kind() == Kind.UNKNOWN_KEY);
    assertThatExceptionOfType(SignatureFailure.class)
        .isThrownBy(() -> verify(call, BODY, Optional.of("token"), NOW.plusSeconds(3600)))
        .matches(failure -> failure.kind() == Kind.EXPIRED_TOKEN);
  }

  @Test
  void refusesUnknownKeysAndMissingSignatures() {
    HttpCall call = signer.call("POST", "http://127.0.0.1:4599/", TARGET, BODY);
    SignatureVerifier empty =
        new SignatureVerifier(id -> Optional.empty(), InstantSource.fixed(NOW));
    assertThatExceptionOfType(SignatureFailure.class)
        .isThrownBy(() -> empty.verify(call, SignatureCredentials.of(call), BODY))
        .matches(failure -> failure.kind() == Kind.UNKNOWN_KEY);
    assertThatExceptionOfType(SignatureFailure.class)
        .isThrownBy(() -> SignatureCredentials.of(new HttpCall("GET", "/", "", Map.of())))
        .matches(failure -> failure.kind() == Kind.MISSING);
    assertThatExceptionOfType(SignatureFailure.class)
        .isThrownBy(
            () ->
                SignatureCredentials.of(
                    new HttpCall(
                        "GET", "/", "", Map.of("authorization", List.of("AWS4-HMAC-SHA256 x")))))
        .matches(failure -> failure.kind() == Kind.MALFORMED);
  }

  @Test
  void aDeclaredPayloadHashIsTheBodys() {
    String empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    HttpCall wrong =
        signer.call(
            "POST", "http://127.0.0.1:4599/", Map.of("x-amz-content-sha256", empty), new byte[0]);
    assertThatExceptionOfType(SignatureFailure.class)
        .isThrownBy(() -> verify(wrong, BODY, Optional.empty(), NOW))
        .matches(failure -> failure.kind() == Kind.MISMATCH)
        .withMessageContaining("x-amz-content-sha256");
    assertThat(verify(wrong, new byte[0], Optional.empty(), NOW)).isNotNull();
  }

  @Test
  void aPresignedUrlHoldsForAsLongAsItSays() {
    HttpCall call = presigned("http://127.0.0.1:4599/bucket/key");
    byte[] none = new byte[0];
    assertThat(verify(call, none, Optional.empty(), NOW.plusSeconds(60))).isNotNull();
    assertThatExceptionOfType(SignatureFailure.class)
        .isThrownBy(() -> verify(call, none, Optional.empty(), NOW.plusSeconds(61)))
        .matches(failure -> failure.kind() == Kind.EXPIRED_REQUEST)
        .withMessageContaining("Signature expired: 20260102T030405Z is now earlier than");
  }

  @Test
  void aUrlOfTheFutureIsNotYetCurrent() {
    HttpCall call = signer.call("POST", "http://127.0.0.1:4599/", TARGET, BODY);
    assertThatExceptionOfType(SignatureFailure.class)
        .isThrownBy(() -> verify(call, BODY, Optional.empty(), NOW.minusSeconds(301)))
        .withMessageContaining("Signature not yet current");
    assertThat(verify(call, BODY, Optional.empty(), NOW.minusSeconds(300))).isNotNull();
    assertThat(verify(call, BODY, Optional.empty(), NOW.plusSeconds(300))).isNotNull();
  }

  @Test
  void theScopesDateIsThatOfTheRequest() {
    HttpCall call = signer.call("POST", "http://127.0.0.1:4599/", TARGET, BODY);
    Map<String, List<String>> headers = new HashMap<>(call.headers());
    headers.put(
        "authorization",
        List.of(call.header("authorization").orElseThrow().replace("/20260102/", "/20260103/")));
    assertThatExceptionOfType(SignatureFailure.class)
        .isThrownBy(
            () -> verify(new HttpCall("POST", "/", "", headers), BODY, Optional.empty(), NOW))
        .matches(failure -> failure.kind() == Kind.MISMATCH)
        .withMessageContaining("Date in Credential scope does not match");
  }

  @Test
  void headersThatAreNotSignedAreNamed() {
    HttpCall call = signer.call("POST", "http://127.0.0.1:4599/", Map.of(), BODY);
    Map<String, List<String>> headers = new HashMap<>(call.headers());
    headers.put("x-amz-b", List.of("1"));
    headers.put("x-amz-a", List.of("1"));
    headers.put("user-agent", List.of("x"));
    assertThatExceptionOfType(SignatureFailure.class)
        .isThrownBy(
            () -> verify(new HttpCall("POST", "/", "", headers), BODY, Optional.empty(), NOW))
        .withMessageContaining("'x-amz-a', 'x-amz-b' must be a 'SignedHeader'");
  }

  @Test
  void aKeyIsWrittenWithoutItsSecret() {
    HttpCall call = signer.call("POST", "http://127.0.0.1:4599/", TARGET, BODY);
    assertThat(verify(call, BODY, Optional.empty(), NOW))
        .hasToString("AccessKey[AKIATEST, arn:aws:iam::123456789012:user/test]");
  }

  private HttpCall presigned(String url) {
    URI signed = signer.presigned(url, Map.of(), Duration.ofSeconds(60));
    return new HttpCall(
        "GET",
        signed.getRawPath(),
        signed.getRawQuery(),
        Map.of("host", List.of(signed.getRawAuthority())));
  }

  private static void assertRefused(Kind kind, HttpCall call, byte[] body, Instant now) {
    assertThatExceptionOfType(SignatureFailure.class)
        .isThrownBy(() -> verify(call, body, Optional.empty(), now))
        .matches(failure -> failure.kind() == kind, kind.name())
        .matches(failure -> failure.service().equals("ecs"));
  }

  private static AccessKey verify(HttpCall call, byte[] body, Optional<String> token, Instant now) {
    AccessKey key =
        new AccessKey(
            "AKIATEST",
            SECRET,
            token,
            token.map(_ -> NOW.plusSeconds(3600)),
            Optional.empty(),
            new Caller("123456789012", "arn:aws:iam::123456789012:user/test", "AIDATEST"));
    SignatureVerifier verifier =
        new SignatureVerifier(
            id -> Optional.of(key).filter(k -> k.accessKeyId().equals(id)),
            InstantSource.fixed(now));
    return verifier.verify(call, SignatureCredentials.of(call), body);
  }
}
