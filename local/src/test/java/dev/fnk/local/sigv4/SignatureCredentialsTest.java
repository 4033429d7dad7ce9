package dev.fnk.local.sigv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fnk.local.sigv4.SignatureFailure.Kind;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignatureCredentialsTest {
  private static final String SCOPE = "AKIA/20260102/eu-west-1/ecs/aws4_request";
  private static final String DATE = "20260102T030405Z";
  private static final String QUERY =
      "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA%2F20260102%2Feu-west-1%2Fsts%2Faws4_request"
          + "&X-Amz-Date=20260102T030405Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id"
          + "&X-Amz-Signature=abc&X-Amz-Security-Token=t";

  private static HttpCall header(String authorization, Map<String, String> more) {
    Map<String, List<String>> headers = new HashMap<>();
    headers.put("authorization", List.of(authorization));
    more.forEach((name, value) -> headers.put(name, List.of(value)));
    return new HttpCall("POST", "/", "", headers);
  }

  private static HttpCall query(String query) {
    return new HttpCall("GET", "/", query, Map.of());
  }

  private static String authorization(String scope) {
    return "AWS4-HMAC-SHA256 Credential="
        + scope
        + ", SignedHeaders=host;x-amz-date, Signature=abc";
  }

  @Test
  void aHeaderIsTakenApart() {
    SignatureCredentials credentials =
        SignatureCredentials.of(
            header(authorization(SCOPE), Map.of("x-amz-date", DATE, "x-amz-security-token", "t")));
    assertThat(credentials.accessKeyId()).isEqualTo("AKIA");
    assertThat(credentials.date()).isEqualTo("20260102");
    assertThat(credentials.region()).isEqualTo("eu-west-1");
    assertThat(credentials.service()).isEqualTo("ecs");
    assertThat(credentials.signed()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
    assertThat(credentials.signedHeaders()).containsExactly("host", "x-amz-date");
    assertThat(credentials.signature()).isEqualTo("abc");
    assertThat(credentials.sessionToken()).contains("t");
    assertThat(credentials.expires()).isEmpty();
    assertThat(credentials.timestamp()).isEqualTo(DATE);
    assertThat(credentials.scope()).isEqualTo("20260102/eu-west-1/ecs/aws4_request");
  }

  @Test
  void aQueryIsTakenApart() {
    SignatureCredentials credentials = SignatureCredentials.of(query(QUERY));
    assertThat(credentials.accessKeyId()).isEqualTo("AKIA");
    assertThat(credentials.service()).isEqualTo("sts");
    assertThat(credentials.signedHeaders()).containsExactly("host", "x-k8s-aws-id");
    assertThat(credentials.expires()).contains(60L);
    assertThat(credentials.sessionToken()).contains("t");
  }

  @Test
  void aKeyIdMayHoldSlashes() {
    SignatureCredentials credentials =
        SignatureCredentials.of(
            header(authorization("a/b/" + SCOPE.substring(5)), Map.of("x-amz-date", DATE)));
    assertThat(credentials.accessKeyId()).isEqualTo("a/b");
    assertThat(credentials.region()).isEqualTo("eu-west-1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Basic abc | requires the algorithm AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 SignedHeaders=host, Signature=a | requires 'Credential' parameter",
        "AWS4-HMAC-SHA256 Credential=a, Signature=a | requires 'SignedHeaders' parameter",
        "AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host | requires 'Signature' parameter",
        "AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host, Signature= | 'Signature' parameter",
        "AWS4-HMAC-SHA256 Credential=a/b/c/d, SignedHeaders=host, Signature=a | got 'a/b/c/d'",
        "AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=a | got 'a/b/c/d/e'",
        "AWS4-HMAC-SHA256 Credential=b/c/d/aws4_request, SignedHeaders=host, Signature=a"
            + " | exactly 5 slash-delimited elements"
      })
  void aMalformedHeaderIsToldByItsPart(String authorization, String why) {
    assertThatExceptionOfType(SignatureFailure.class)
        .isThrownBy(
            () -> SignatureCredentials.of(header(authorization, Map.of("x-amz-date", DATE))))
        .matches(failure -> failure.kind() == Kind.MALFORMED)
        .matches(failure -> failure.service().isEmpty())
        .withMessageContaining(why);
  }

  @Test
  void aDateIsNeeded() {
    assertThatExceptionOfType(SignatureFailure.class)
        .isThrownBy(() -> SignatureCredentials.of(header(authorization(SCOPE), Map.of())))
        .matches(failure -> failure.service().equals("ecs"))
        .withMessageContaining("ISO-8601 'basic format'. Got ''");
  }

  @ParameterizedTest
  @CsvSource({
    "X-Amz-Credential, must include 'X-Amz-Credential'",
    "X-Amz-SignedHeaders, must include 'X-Amz-SignedHeaders'",
    "X-Amz-Signature, must include 'X-Amz-Signature'",
    "X-Amz-Date, must include 'X-Amz-Date'",
    "X-Amz-Expires, must include 'X-Amz-Expires'"
  })
  void aQueryHasAllItsParameters(String left, String why) {
    assertThatExceptionOfType(SignatureFailure.class)
        .isThrownBy(() -> SignatureCredentials.of(query(QUERY.replace(left + "=", "X-Other="))))
        .matches(failure -> failure.kind() == Kind.MALFORMED)
        .withMessageContaining(why);
  }

  @Test
  void otherAlgorithmsAndNumbersAreRefused() {
    assertThatExceptionOfType(SignatureFailure.class)
        .isThrownBy(() -> SignatureCredentials.of(query(QUERY.replace("HMAC-SHA256", "X"))))
        .matches(failure -> failure.service().equals("sts"))
        .withMessageContaining("only supports AWS4-HMAC-SHA256");
    assertThatExceptionOfType(SignatureFailure.class)
        .isThrownBy(() -> SignatureCredentials.of(query(QUERY.replace("=60", "=soon"))))
        .withMessageContaining("X-Amz-Expires should be a number");
  }

  @Test
  void withoutEitherThereIsNone() {
    assertThatExceptionOfType(SignatureFailure.class)
        .isThrownBy(() -> SignatureCredentials.of(query("X-Amz-Credential=x")))
        .matches(failure -> failure.kind() == Kind.MISSING)
        .withMessage("Missing Authentication Token");
  }
}
